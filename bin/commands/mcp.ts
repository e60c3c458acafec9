import type { ZodType } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';
import type { CommandIo } from '../cli/command-io';
import { packageVersion } from '../cli/package-root';
import { renderReason, UserError } from '../cli/user-error';
import { RESOURCES } from '../mcp/event-resources';
import { LIMIT_NAMES, type LimitOptions, type Limits, parseLimits, USUAL_BYTES } from '../mcp/limits';
import { loadMcp, type Mcp } from '../mcp/load-mcp';
import { Roots } from '../mcp/roots';
import { shapeOf } from '../mcp/tool-arguments';
import { ToolCalls } from '../mcp/tool-call';
import { NOTICE } from '../mcp/tool-result';
import { ARGUMENTS, TOOLS, type Tool } from '../mcp/tool-table';
import { Diagnostics } from '../outputs/diagnostics';

/** Which tools are offered. */
export const TOOL_SETS = ['all', 'incident'] as const;

/** The options of `trailwatch mcp`, as the command line names them. */
export interface McpOptions extends LimitOptions {
  readonly aws?: boolean;
  readonly tools?: (typeof TOOL_SETS)[number];
  readonly text?: boolean;
}

/** The maximum size of a message; SQL is the longest part of one. */
const MAX_MESSAGE_BYTES = 1024 ** 2;
const MAX_ELEMENTS = 2000;

/**
 * Serves tools of the Model Context Protocol on standard input and output, until standard input ends. Returns the exit status.
 *
 * @param paths all that tools may read
 * @see https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#stdio
 */
export async function mcp(paths: readonly string[], options: McpOptions, io: CommandIo): Promise<number> {
  const { startCommand } = io;
  if (startCommand === undefined) throw new UserError('this process cannot start another one');
  const limits = parseLimits(options);
  const { aws: mayAskAws = false, text: isText = false, tools: set = 'all' } = options;
  const roots = await Roots.open(paths, mayAskAws);
  const sdk = await loadMcp();
  const tools = TOOLS.filter(
    ({ asksAws = false, isForIncidents = false }) =>
      (mayAskAws || !asksAws) && (set === 'all' || isForIncidents),
  );
  const server = new sdk.McpServer(
    { name: 'trailwatch', version: packageVersion() },
    { instructions: instructionsOf(roots, limits), maxToolInputElements: MAX_ELEMENTS },
  );
  const process = Object.assign(Object.create(io), { startCommand });
  const calls = new ToolCalls({ io: process, roots, limits, mayAskAws, isText });
  const listed = tools.map((tool) => register(tool, { sdk, server, calls, limits, isText }));
  // The SDK repeats the dialect of JSON Schema in each schema, which takes a fifth of the list.
  server.server.setRequestHandler(sdk.listTools, () => ({ tools: listed }));
  for (const { uri, name, about, text } of RESOURCES)
    server.registerResource(name, uri, { description: about, mimeType: 'text/plain' }, () => ({
      contents: [{ uri, mimeType: 'text/plain', text }],
    }));
  return serve(sdk, server, io);
}

interface Registration {
  readonly sdk: Mcp;
  readonly server: InstanceType<Mcp['McpServer']>;
  readonly calls: ToolCalls;
  readonly limits: Limits;
  readonly isText: boolean;
}

/** @returns the tool as the list has it */
function register(tool: Tool, { sdk: { z }, server, calls, limits, isText }: Registration) {
  const { name, about, asksAws = false } = tool;
  const input = z.strictObject({
    ...shapeOf(tool, limits, z),
    cursor: z.string().optional(),
  });
  // The rest of an answer is in the instructions, once for all tools.
  const output = z.looseObject({ cursor: z.string(), rows: z.array(z.unknown()) }).partial();
  const annotations = { readOnlyHint: true, openWorldHint: asksAws };
  server.registerTool(
    name,
    { description: about, inputSchema: input, annotations, ...(isText ? {} : { outputSchema: output }) },
    (values, { signal }) => calls.run(tool, values, signal),
  );
  return {
    ...{ name, description: about, annotations, inputSchema: toSchema(input, z) },
    ...(isText ? {} : { outputSchema: toSchema(output, z) }),
  };
}

/** The JSON Schema of arguments or of an answer, without the parts that say nothing. */
function toSchema(schema: ZodType, z: Mcp['z']): { type: 'object' } {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return telling(rest as JsonObject) as { type: 'object' };
}

/** What a schema says of the names of members, and that anything is allowed, is so without it, too. */
const NOTHING_TOLD = /^(?:\["(?:additionalProperties|items)",\{\}\]|\["propertyNames",.*\])$/;

function telling(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter((member) => !NOTHING_TOLD.test(JSON.stringify(member)));
  return Object.fromEntries(members.map(([name, member]) => [name, telling(member ?? null)]));
}

function instructionsOf(roots: Roots, limits: Limits): string {
  const bounds = LIMIT_NAMES.map((name) => `${name} ${limits[name]}`).join(', ');
  return [
    'Tools that read AWS CloudTrail log files and what watches them. They write nothing.',
    `They read ${roots.paths.join(', ')}, and what is below.`,
    ARGUMENTS,
    `An answer has total, returned, leftOut (rows not given, by severity; the least severe are left out first), rows, and summary where there is more than rows. If it has a cursor, the same call with it gives the next rows. Rows of an answer have ${USUAL_BYTES} bytes at most, or are one.`,
    `Limits of one call: ${bounds}. An answer names the limit that it reached.`,
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
