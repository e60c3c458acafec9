#!/usr/bin/env node
import { processIo } from './cli/command-io';
import { tuneEngine } from './cli/tune-engine';
import { main } from './main';

tuneEngine(process.argv.slice(2));

/** Resolves at the end. Without an export, esbuild takes this file for CommonJS, and makes a function of every module below it. */
export const ended = main(process.argv.slice(2), processIo()).then((status) => {
  process.exitCode = status;
});
