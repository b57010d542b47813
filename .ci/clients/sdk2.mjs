// The TypeScript SDK 2.x, which begins with the version of 2026-07-28: node sdk2.mjs URL
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

import { answer, asks, capabilities, run } from './exercise.mjs';

const client = new Client({ name: 'sdk2', version: '2' }, { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } });
if (asks) {
  client.setRequestHandler('elicitation/create', answer);
}
await run(client, new StreamableHTTPClientTransport(new URL(process.argv[2])));
