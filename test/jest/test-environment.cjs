const { AsyncLocalStorage } = require('node:async_hooks');
const { mkdirSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');
const { isIsolated } = require('./lasting-modules.cjs');
const { noteProcessorTime, processorSeconds } = require('./processor-time.cjs');

/** What a run makes is there, and removed after it; a run by another program than Jest, such as Stryker, has no folder of its own. */
const FOLDER = process.env.TRAILWATCH_SYNTHESIZED ?? tmpdir();

/** Where values are stored that follow promises, in a test file or by Jest, which has such a store for each file and leaves it in use. */
const stores = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...parameters) {
  stores.add(this);
  return run.apply(this, parameters);
};

/** Without this, every promise of a test file is looked at for each of the files before it. */
function forgetStores() {
  for (const store of stores) store.disable();
  stores.clear();
}

/**
 * Jest's environment for Node.js, whose context has an ordinary global object. Jest's own is behind a proxy, which every use of `Object`
 * or `Map` goes through: a synthesis takes a fifth longer there. Node.js before 20.18 knows no such context and gets the usual kind.
 */
class PlainEnvironment extends TestEnvironment {
  constructor(...parameters) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants?.DONT_CONTEXTIFY);
    try {
      super(...parameters);
    } finally {
      vm.createContext = createContext;
    }
  }

  async teardown() {
    await super.teardown();
    forgetStores();
  }

  /** Notes what the test file took. */
  end() {
    noteProcessorTime(this.testPath, processorSeconds() - this.begun);
  }

  /**
   * Begins a test file, with a folder for its temporary files that is removed after it. The CDK leaves a cloud assembly there for every
   * app that names no folder, and removes it at the exit of the process, which the workers of Jest do not come to.
   */
  begin(folder, testPath) {
    this.begun = processorSeconds();
    this.testPath = testPath;
    const { TMPDIR } = process.env;
    process.env.TMPDIR = folder;
    this.global.process.env = { ...process.env };
    this.removeFiles = () => {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    };
  }
}

/** For one test file. */
class IsolatedEnvironment extends PlainEnvironment {
  constructor(...parameters) {
    super(...parameters);
    this.begin(mkdtempSync(join(FOLDER, 'trailwatch-jest-')), parameters[1].testPath);
  }

  async teardown() {
    await super.teardown();
    this.removeFiles();
    this.end();
  }
}

/** What the CDK keeps in the global object, such as its tokens. */
const OF_THE_CDK = /cdk/;

/** For all test files of a worker that are not isolated: the modules that last (lasting-modules.cjs) run in its context. */
class LastingEnvironment extends PlainEnvironment {
  constructor(...parameters) {
    super(...parameters);
    this.names = new Set(Reflect.ownKeys(this.global));
    this.exit = this.global.process.exit;
    // The CDK keeps the name: the folder is the same for all.
    this.folder = mkdtempSync(join(FOLDER, 'worker-'));
  }

  beginNext(testPath) {
    mkdirSync(this.folder, { recursive: true });
    this.begin(this.folder, testPath);
    return this;
  }

  /** Takes away what a test file, or Jest for it, has put into the global object. */
  async teardown() {
    this.fakeTimers.useRealTimers();
    this.fakeTimersModern.useRealTimers();
    for (const name of Reflect.ownKeys(this.global)) {
      if (!this.names.has(name) && !OF_THE_CDK.test(String(name))) Reflect.deleteProperty(this.global, name);
    }
    this.global.process.exit = this.exit;
    forgetStores();
    this.removeFiles();
    this.end();
  }
}

let lasting;

/** The environment of a test file, which Jest makes with `new`. */
function environmentOf(...parameters) {
  const [{ globalConfig }, { testPath }] = parameters;
  if (isIsolated(testPath, globalConfig)) return new IsolatedEnvironment(...parameters);
  lasting ??= new LastingEnvironment(...parameters);
  return lasting.beginNext(testPath);
}

/** A class where all are isolated: Stryker extends it (tools/mutation/run.ts). */
module.exports = process.env.TRAILWATCH_ISOLATED === 'true' ? IsolatedEnvironment : environmentOf;
