import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { COMMAND_LINE } from '../built-command-line';

/** What a tool gave. */
export interface Answer {
  readonly isError: boolean;
  /** All texts. */
  readonly text: string;
  readonly structured: {
    readonly total: number;
    readonly returned: number;
    readonly leftOut: Readonly<Record<string, number>>;
    readonly cursor?: string;
    readonly limit?: string;
    readonly summary?: Readonly<Record<string, unknown>>;
    readonly rows: readonly (string | Readonly<Record<string, unknown>>)[];
    readonly messages: readonly string[];
  };
  /** The text and the structured content. */
  readonly all: string;
}

const NOTHING: Answer['structured'] = { total: 0, returned: 0, leftOut: {}, rows: [], messages: [] };

/** A server in a process of its own, asked by the SDK's own client. */
export class ServedMcp {
  static async start(
    argv: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServedMcp> {
    const folder = mkdtempSync(join(tmpdir(), 'trailwatch-mcp-temporary-'));
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [COMMAND_LINE, 'mcp', ...argv],
      env: { TMPDIR: folder, ...environment },
      stderr: 'pipe',
    });
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    const receive = transport.onmessage;
    let bytes = 0;
    transport.onmessage = (message) => {
      bytes += Buffer.byteLength(JSON.stringify(message)) + 1;
      receive?.(message);
    };
    return new ServedMcp(client, folder, () => bytes);
  }

  private constructor(
    readonly client: Client,
    /** Where the server and its commands have their temporary files. */
    readonly temporary: string,
    /** What the server has sent since it was connected, with the line feeds. */
    readonly bytes: () => number,
  ) {}

  async call(
    name: string,
    values: Readonly<Record<string, unknown>> = {},
    signal?: AbortSignal,
  ): Promise<Answer> {
    const result = await this.client.callTool(
      { name, arguments: { ...values } },
      undefined,
      signal === undefined ? {} : { signal },
    );
    const content = result.content as readonly { readonly text: string }[];
    const text = content.map((one) => one.text).join('\n');
    const structured = (result.structuredContent ?? NOTHING) as Answer['structured'];
    return {
      isError: result.isError === true,
      ...{ text, structured, all: `${text}\n${JSON.stringify(structured)}` },
    };
  }

  async stop(): Promise<void> {
    await this.client.close();
    rmSync(this.temporary, { recursive: true, force: true });
  }
}
