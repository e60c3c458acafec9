#!/usr/bin/env node
import { processIo } from './cli/command-io';
import { main } from './main';

void main(process.argv.slice(2), processIo()).then((status) => {
  process.exitCode = status;
});
