import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { packageVersion } from '../cli/package-root';
import { renderReason, UserError } from '../cli/user-error';
import { LIMIT_NAMES, type LimitOptions, type Limits, parseLimits } from '../mcp/limits';
import { loadMcp, type Mcp } from '../mcp/load-mcp';
import { Roots } from '../mcp/roots';
import { ToolArguments } from '../mcp/tool-arguments';
import { ToolCalls } from '../mcp/tool-call';
import { NOTICE } from '../mcp/tool-result';
import { nameOf, TOOLS, type Tool } from '../mcp/tool-table';
import { Diagnostics } from '../outputs/diagnostics';

/** The options of `trailwatch mcp`, as the command line names them. */
export interface McpOptions extends LimitOptions {
  readonly aws?: boolean;
}

/** The maximum size of a message; SQL is the longest part of one. */
const MAX_MESSAGE_BYTES = 1024 ** 2;
const MAX_ELEMENTS = 2000;

/**
 * Serves tools of the Model Context Protocol on standard input and output, until standard input ends. Returns the exit status.
 *
 * @param paths all that tools may read
 * @param program the commands, from which the arguments of the tools are derived
 * @see https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#stdio
 */
export async function mcp(
  paths: readonly string[],
  options: McpOptions,
  { io, program }: { readonly io: CommandIo; readonly program: Command },
): Promise<number> {
  const { startCommand } = io;
  if (startCommand === undefined) throw new UserError('this process cannot start another one');
  const limits = parseLimits(options);
  const mayAskAws = options.aws === true;
  const roots = await Roots.open(paths, mayAskAws);
  const sdk = await loadMcp();
  const server = new sdk.McpServer(
    { name: 'trailwatch', version: packageVersion() },
    { instructions: instructionsOf(roots, limits), maxToolInputElements: MAX_ELEMENTS },
  );
  const calls = new ToolCalls({
    io: Object.assign(Object.create(io), { startCommand }),
    roots,
    limits,
    mayAskAws,
  });
  for (const tool of TOOLS.filter(({ asksAws = false }) => mayAskAws || !asksAws))
    register(tool, { sdk, server, calls, limits, command: commandOf(program, tool) });
  return serve(sdk, server, io);
}

interface Registration {
  readonly sdk: Mcp;
  readonly server: InstanceType<Mcp['McpServer']>;
  readonly calls: ToolCalls;
  readonly limits: Limits;
  readonly command: Command;
}

function register(tool: Tool, { sdk: { z }, server, calls, limits, command }: Registration): void {
  const toolArguments = new ToolArguments(tool, command);
  const lower = Object.fromEntries(
    LIMIT_NAMES.map((name) => [
      name,
      z.number().int().positive().optional().describe(`${limits[name]} at most`),
    ]),
  );
  server.registerTool(
    nameOf(tool),
    {
      title: `trailwatch ${tool.command}`,
      description: command.description(),
      inputSchema: z.strictObject({
        ...toolArguments.shape(z),
        limits: z.strictObject(lower).optional().describe('less than the server allows'),
      }),
      annotations: { readOnlyHint: true, destructiveHint: false, openWorldHint: tool.asksAws === true },
    },
    (values, { signal }) => calls.run(tool, { arguments: toolArguments, values }, signal),
  );
}

function commandOf(program: Command, { command }: Tool): Command {
  return command.split(' ').reduce((above, name) => {
    const found = above.commands.find((each) => each.name() === name);
    if (found === undefined) throw new Error(`there is no command ${command}`);
    return found;
  }, program);
}

function instructionsOf(roots: Roots, limits: Limits): string {
  const bounds = LIMIT_NAMES.map((name) => `${name} ${limits[name]}`).join(', ');
  return [
    'Tools that read AWS CloudTrail log files and what watches them. They write nothing.',
    `They read ${roots.paths.join(', ')}, and what is below; paths may be left out, or be relative to these.`,
    `Limits of one call: ${bounds}. A result names the limit that it reached.`,
    NOTICE,
  ].join('\n');
}

/** Until the client closes standard input, which ends a server; calls in progress are then ended. */
async function serve(sdk: Mcp, server: Registration['server'], io: CommandIo): Promise<number> {
  const diagnostics = new Diagnostics(io);
  const transport = new sdk.StdioServerTransport(io.stdin, io.stdout, { maxBufferSize: MAX_MESSAGE_BYTES });
  let fault = '';
  server.server.onerror = (error) => {
    fault = renderReason(error).split('\n')[0] ?? '';
    diagnostics.note(`a message was left out: ${fault}`);
  };
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
  });
  let isAsked = false;
  const close = () => {
    isAsked = true;
    void server.close();
  };
  for (const event of ['end', 'close', 'error']) io.stdin.once(event, close);
  const unregister = io.onInterrupt(close);
  await server.connect(transport);
  await closed;
  unregister();
  // The transport closes itself if it cannot determine where the next message begins.
  if (!isAsked) diagnostics.problem(`the server stops, and with it the calls in progress: ${fault}`);
  diagnostics.finish();
  return isAsked ? 0 : 2;
}
