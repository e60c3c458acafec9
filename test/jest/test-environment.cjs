const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest's environment for Node.js, with two differences.
 *
 * The context of each test file has an ordinary global object. Jest's own is behind a proxy, which every use of `Object` or `Map` goes
 * through: a synthesis takes a fifth longer there. Node.js before 20.18 knows no such context and gets the usual kind.
 *
 * Each test file has its own folder for temporary files, which is removed after it. The CDK leaves a cloud assembly there for every app
 * that names no folder, and removes it at the exit of the process, which the workers of Jest do not come to.
 */
module.exports = class extends TestEnvironment {
  constructor(...parameters) {
    const { createContext } = vm;
    const { TMPDIR } = process.env;
    const folder = mkdtempSync(join(tmpdir(), 'trailwatch-jest-'));
    process.env.TMPDIR = folder;
    vm.createContext = () => createContext(vm.constants?.DONT_CONTEXTIFY);
    try {
      super(...parameters);
    } finally {
      vm.createContext = createContext;
    }
    this.removeFolder = () => {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    };
  }

  async teardown() {
    await super.teardown();
    this.removeFolder();
  }
};
