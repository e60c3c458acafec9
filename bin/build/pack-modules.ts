import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type TransformOptions, transformSync } from 'esbuild';

/** Where the modules stand, in the folder of the library. */
const PACK = 'packed.js';

/** Comments go; lines stay, for whoever reads a stack trace. */
const TRANSFORM: TransformOptions = { target: 'node20', legalComments: 'none' };

/**
 * Puts modules of a folder into one file, in which each is run when it is first asked for: Node.js takes longer to find, read and wrap
 * two hundred files than to compile what is in them. Their own files remain, and name them in the pack, so that whatever is not packed
 * gets the same modules.
 *
 * @param names the paths of the modules below the folder, without `.js`
 */
export function packModules(folder: string, names: readonly string[]): void {
  const packed = [...names].sort().map((name) => {
    const file = join(folder, `${name}.js`);
    const code = fromFolder(name, readFileSync(file, 'utf8'));
    const pack = relative(dirname(file), join(folder, PACK)).replace(/^(?!\.)/, './');
    writeFileSync(file, `"use strict";\nmodule.exports = require("${pack}").load("./${name}");\n`);
    return `"./${name}": (function (exports, require) {\n${transformSync(code, TRANSFORM).code}}),\n`;
  });
  writeFileSync(join(folder, PACK), toPack(packed));
}

/** What a module requires beside it, it requires from the folder. */
function fromFolder(name: string, code: string): string {
  return code.replace(/\brequire\("(\.[^"]+)"\)/g, (_, path: string) => {
    const target = join(dirname(name), path);
    return `require("./${target}")`;
  });
}

/** In parentheses a function is compiled at once, and not looked over first: nearly all of them are needed. */
function toPack(modules: readonly string[]): string {
  return `"use strict";
const fromFile = require;
const loaded = Object.create(null);
const modules = Object.assign(Object.create(null), {
${modules.join('')}});
function load(path) {
  if (path in loaded) return loaded[path];
  if (!(path in modules)) return fromFile(path);
  const exports = (loaded[path] = {});
  try {
    modules[path](exports, load);
  } catch (error) {
    delete loaded[path];
    throw error;
  }
  return exports;
}
exports.load = load;
`;
}
