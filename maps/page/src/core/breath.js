// Lets the page answer between two tasks. A timer would wait four milliseconds each time.
/** @returns {Promise<void>} */
const breath = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(undefined);
    };
    port2.postMessage(null);
  });

export { breath };
