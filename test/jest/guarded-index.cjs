const { createTransformer } = require('@swc/jest');

const GUARD = 'require("./constructs/api/guard-export").guardExport';
/** Of an enum, the table of the last build may lack a member that was added since. */
const REFRESH = `
const { shapes } = require("./constructs/api/read-api-table").readApiTable();
for (const [name, value] of Object.entries(exports))
  if (shapes[name]?.kind === "enum") shapes[name].values = Object.values(value);
`;

/** Compiles the public API as Jest's transform does, with what the build does to it: each export passes the guard. */
exports.createTransformer = (options) => {
  const transformer = createTransformer(options);
  const guarding = (result) => ({
    ...result,
    code: result.code.replace(/^( +return )(_\w+\.\w+);$/gm, `$1${GUARD}($2);`) + REFRESH,
  });
  return {
    ...transformer,
    process: (...parameters) => guarding(transformer.process(...parameters)),
    processAsync: async (...parameters) => guarding(await transformer.processAsync(...parameters)),
    getCacheKey: (...parameters) => `${transformer.getCacheKey(...parameters)}-guarded-2`,
  };
};
