// Lets the page answer between two tasks. A message goes by another thread, which a busy machine keeps
// waiting, and a timer would wait four milliseconds each time: the scheduler's own way comes first.
/** @type {{ yield?: () => Promise<void> } | undefined} */
const scheduler = Reflect.get(globalThis, "scheduler");
/** @returns {Promise<void>} */
const message = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(undefined);
    };
    port2.postMessage(null);
  });
/** @returns {Promise<void>} */
const breath = () => (scheduler?.yield ? scheduler.yield() : message());

export { breath };
