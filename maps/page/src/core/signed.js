// Arcs of a leg and legs of a route stand as numbers; one that is run backwards as ~number.

const bare = (signed) => (signed < 0 ? ~signed : signed);
const unsigned = (numbers) => numbers.map(bare);

export { bare, unsigned };
