// Which step this is of how many: findings and the appendix are counted apart.
const placeOf = (steps, at) => {
  const inAppendix = Boolean(steps[at].appendix);
  const first = steps.findIndex((step) => Boolean(step.appendix) === inAppendix);
  const count = steps.filter((step) => Boolean(step.appendix) === inAppendix).length;
  return { number: at - first + 1, count };
};

export { placeOf };
