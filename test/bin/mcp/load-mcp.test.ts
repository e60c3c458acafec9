import { loadMcp } from '../../../bin/mcp/load-mcp';

it.each([
  [
    "Cannot find package '@modelcontextprotocol/sdk' imported from /x",
    'this command needs @modelcontextprotocol/sdk, which is not installed; run npm install @modelcontextprotocol/sdk zod where trailwatch is installed',
  ],
  [
    "Cannot find module '@modelcontextprotocol/sdk/server/mcp.js'\nRequire stack:",
    'this command needs @modelcontextprotocol/sdk, which is not installed; run npm install @modelcontextprotocol/sdk zod where trailwatch is installed',
  ],
  [
    "Cannot find package 'zod' imported from /x",
    'this command needs zod, which is not installed; run npm install @modelcontextprotocol/sdk zod where trailwatch is installed',
  ],
  [
    'Unexpected token\nat x',
    '@modelcontextprotocol/sdk cannot be loaded (Unexpected token); run npm install @modelcontextprotocol/sdk zod again where trailwatch is installed',
  ],
])('fails in one sentence for %j', async (message, said) => {
  await expect(loadMcp(() => Promise.reject(new Error(message)))).rejects.toThrow(
    expect.objectContaining({ name: 'UserError', message: said }),
  );
});
