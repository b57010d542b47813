// The TypeScript SDK 1.x: node sdk1.mjs http|sse URL, or node sdk1.mjs stdio COMMAND...
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

import { answer, asks, capabilities, run } from './exercise.mjs';

const [kind, target, ...args] = process.argv.slice(2);
const transports = {
  http: () => new StreamableHTTPClientTransport(new URL(target)),
  sse: () => new SSEClientTransport(new URL(target)),
  stdio: () => new StdioClientTransport({ command: target, args, env: process.env, stderr: 'inherit' }),
};
const client = new Client({ name: 'sdk1', version: '1' }, { capabilities });
if (asks) {
  client.setRequestHandler(ElicitRequestSchema, answer);
}
await run(client, transports[kind]());
