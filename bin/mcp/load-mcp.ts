import { UserError } from '../cli/user-error';

/** The packages for a server of the Model Context Protocol, which users install in addition to trailwatch. */
export interface Mcp {
  readonly McpServer: typeof import('@modelcontextprotocol/sdk/server/mcp.js').McpServer;
  readonly StdioServerTransport: typeof import('@modelcontextprotocol/sdk/server/stdio.js').StdioServerTransport;
  readonly listTools: typeof import('@modelcontextprotocol/sdk/types.js').ListToolsRequestSchema;
  readonly z: typeof import('zod').z;
}

/** @throws {@link UserError} if a package is not installed, or cannot be loaded */
export async function loadMcp(load: () => Promise<Mcp> = importMcp): Promise<Mcp> {
  try {
    return await load();
  } catch (error) {
    const { message = '' } = (error ?? {}) as Partial<Error>;
    const [, absent] =
      /Cannot find (?:module|package) '(@modelcontextprotocol\/sdk|zod)[/']/.exec(message) ?? [];
    const [reason = ''] = message.split('\n');
    throw new UserError(
      absent !== undefined
        ? `this command needs ${absent}, which is not installed; run npm install @modelcontextprotocol/sdk zod where trailwatch is installed`
        : `@modelcontextprotocol/sdk cannot be loaded (${reason}); run npm install @modelcontextprotocol/sdk zod again where trailwatch is installed`,
    );
  }
}

async function importMcp(): Promise<Mcp> {
  const { McpServer } = await import('@modelcontextprotocol/sdk/server/mcp.js');
  const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js');
  const { ListToolsRequestSchema: listTools } = await import('@modelcontextprotocol/sdk/types.js');
  const { z } = await import('zod');
  return { McpServer, StdioServerTransport, listTools, z };
}
