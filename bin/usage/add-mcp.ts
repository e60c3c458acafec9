import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import type { Run } from '../cli/command-options';
import type { McpOptions } from '../commands/mcp';

/** Registers `mcp`. */
export function addMcp(program: Command, io: CommandIo, run: Run): void {
  program
    .command('mcp')
    .description(
      'Serve searches to agents by the Model Context Protocol, read-only. Needs @modelcontextprotocol/sdk.',
    )
    .argument('<path...>', 'all that tools may read: files, folders, s3://bucket/prefix')
    .option('--aws', 'let tools ask AWS: buckets, Event history, trails')
    .option('--max-rows <count>', 'rows of a result; 1000, unless given')
    .option('--max-result <size>', 'size of a result; 256KB, unless given')
    .option('--max-read <size>', 'size of the files that a call reads; 1GB, unless given')
    .option('--max-seconds <count>', 'seconds of a call; 60, unless given')
    .action(async (paths: string[], options: McpOptions) => {
      const { mcp } = await import('../commands/mcp');
      run.status = await mcp(paths, options, { io, program });
    });
}
