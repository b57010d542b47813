// What every client has to be able to do: list the tools and call one that reads.

const tool = 'list_reports';

// check holds what a client got to what there has to be.
export function check({ tools }, result) {
  if (!tools.some(({ name }) => name === tool)) {
    throw new Error(`${tool} is not among the ${tools.length} tools`);
  }
  const reports = result.structuredContent?.reports ?? [];
  if (result.isError || reports.length === 0) {
    throw new Error(`${tool} answered ${JSON.stringify(result).slice(0, 500)}`);
  }
  console.log(`${tools.length} tools, ${reports.length} reports`);
}

// run ends the process with a status that tells how it went. What is left open, such as
// a stream, does not keep it.
export async function run(client, transport) {
  try {
    await client.connect(transport);
    check(await client.listTools(), await client.callTool({ name: tool, arguments: {} }));
    await client.close();
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
