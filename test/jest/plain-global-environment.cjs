const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest's environment for Node.js with an ordinary global object in the context of each test file. Jest's own is behind a proxy, which
 * every use of `Object` or `Map` goes through: a synthesis takes a fifth longer there. Node.js before 20.18 knows no such context and
 * gets the usual kind.
 */
module.exports = class extends TestEnvironment {
  constructor(...parameters) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants?.DONT_CONTEXTIFY);
    try {
      super(...parameters);
    } finally {
      vm.createContext = createContext;
    }
  }
};
