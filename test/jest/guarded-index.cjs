const { createTransformer } = require('@swc/jest');

const GUARD = 'require("./constructs/api/guard-export").guardExport';

/** Compiles the public API as Jest's transform does, with what the build does to it: each export passes the guard. */
exports.createTransformer = (options) => {
  const transformer = createTransformer(options);
  const guarding = (result) => ({
    ...result,
    code: result.code.replace(/^( +return )(_\w+\.\w+);$/gm, `$1${GUARD}($2);`),
  });
  return {
    ...transformer,
    process: (...parameters) => guarding(transformer.process(...parameters)),
    processAsync: async (...parameters) => guarding(await transformer.processAsync(...parameters)),
    getCacheKey: (...parameters) => `${transformer.getCacheKey(...parameters)}-guarded`,
  };
};
