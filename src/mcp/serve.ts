import process from 'node:process';
import { UserError } from '../hosts/user-error.js';
import { version } from '../version.js';
import { patientStreams } from './patient-input.js';

/**
 * Serves the tools over standard input and output until the client closes them.
 * @param root absolute
 * @throws {UserError} where the SDK, an optional peer dependency, is not installed
 */
export async function serve(root: string): Promise<void> {
  const [{ McpServer }, { serveStdio, StdioServerTransport }] = await load();
  const { addTools } = await import('./server.js');
  const { input, output } = patientStreams(process.stdin, process.stdout);
  serveStdio(
    () => {
      const server = new McpServer({ name: 'fortress', version }, { capabilities: { tools: {} } });
      addTools(server, root);
      return server;
    },
    { transport: new StdioServerTransport(input, output) },
  );
}

async function load() {
  try {
    return await Promise.all([import('@modelcontextprotocol/server'), import('@modelcontextprotocol/server/stdio')]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new UserError('fortress-audit mcp needs a package that is not installed: npm install --save-dev @modelcontextprotocol/server', { cause: error });
    throw error;
  }
}
