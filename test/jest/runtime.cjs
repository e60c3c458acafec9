const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const { isIsolated, lasts } = require('./lasting-modules.cjs');

// Most of what tests call runs a few times and is thrown away with its test file. V8 optimizes it after 130,000 bytes of bytecode by
// default, which takes a sixth of the processor time; a loop that is long comes to four times as many soon, too.
// Later versions than Node.js 20 count calls, and have a quicker compiler before the thorough one.
if (process.version.startsWith('v20.')) setFlagsFromString('--interrupt-budget=600000');

/** The code of every module that this worker has loaded, by its file. */
const compiled = new Map();

/** Compiles a module in the function that Jest compiles it in, unless the worker has it already. */
function scriptOf(parameters, source, filename) {
  const known = compiled.get(filename);
  if (known?.source === source) return known.script;
  const beginning = `(function (${parameters.join(', ')}) {`;
  const script = new Script(`${beginning}${source}\n})`, { filename, columnOffset: -beginning.length });
  compiled.set(filename, { source, script });
  return script;
}

/**
 * Compiles each module once for all test files of a worker: Jest's own, too, which it loads and compiles for each. An `import()` that the
 * transform leaves as it is fails, as it does in Jest without `--experimental-vm-modules`.
 */
function compilingOnce(runtime) {
  const { executor } = runtime;
  const { injectedModuleParameters, environment } = executor;
  executor.compile = (source, filename) => {
    const context = environment.getVmContext();
    return context == null
      ? null
      : scriptOf(injectedModuleParameters, source, filename).runInContext(context);
  };
  return runtime;
}

/** What loads the lasting modules of this worker: as long as the worker lives, it is not torn down. */
let keeper;

/**
 * Jest's runtime, which loads every module anew for each test file, but for those that last: V8 then compiles and optimizes the CDK and
 * `lib` once for a worker and not for each of its test files, which is most of what a test file takes.
 */
module.exports = class extends Runtime {
  constructor(config, environment, ...others) {
    super(config, environment, ...others);
    compilingOnce(this);
    const [testPath, globalConfig] = others.slice(4);
    if (isIsolated(testPath, globalConfig)) return;
    keeper ??= compilingOnce(new Runtime(config, environment, ...others));
    this.keeper = keeper;
  }

  requireModule(from, name, options, isRequireActual) {
    const lasting =
      this.keeper !== undefined && options?.isInternalModule !== true && this.isLasting(from, name);
    return lasting
      ? this.keeper.requireModule(from, name, options, isRequireActual)
      : super.requireModule(from, name, options, isRequireActual);
  }

  isLasting(from, name) {
    if (name === undefined) return lasts(from);
    return !this._resolution.isCoreModule(name) && lasts(this._resolution.resolveCjs(from, name));
  }

  /** Of the lasting modules, too. */
  getSourceMaps() {
    const [own, lasting] = [super.getSourceMaps(), this.keeper?.getSourceMaps() ?? new Map()];
    return {
      get: (file) => own.get(file) ?? lasting.get(file),
      [Symbol.iterator]: () => [...lasting, ...own][Symbol.iterator](),
    };
  }
};
