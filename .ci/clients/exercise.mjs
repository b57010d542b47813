// What every client has to be able to do: list the tools, call one that reads, and have a
// person agree before something is deleted, whether the client can ask them or not.

const tool = 'list_reports';

// asks says whether the client can put a question to a person, who agrees here.
export const asks = !process.env.CANNOT_ASK;
export const capabilities = asks ? { elicitation: { form: {} } } : {};

const questions = [];
export const answer = async ({ params }) => {
  questions.push(params.message);
  return { action: 'accept', content: {} };
};

// check holds what a client got to what there has to be.
export function check({ tools }, result) {
  if (!tools.some(({ name }) => name === tool)) {
    throw new Error(`${tool} is not among the ${tools.length} tools`);
  }
  const reports = result.structuredContent?.reports ?? [];
  if (result.isError || reports.length === 0) {
    throw new Error(`${tool} answered ${JSON.stringify(result).slice(0, 500)}`);
  }
  return `${tools.length} tools, ${reports.length} reports`;
}

// confirm creates a report and deletes it, which is asked about.
async function confirm(client) {
  const name = `To be deleted ${process.pid} ${Date.now()}`;
  const call = async (tool, args) => {
    const result = await client.callTool({ name: tool, arguments: args });
    if (result.isError) {
      throw new Error(`${tool} answered ${JSON.stringify(result).slice(0, 500)}`);
    }
    return result.structuredContent;
  };
  const { report_id } = await call('create_report', { name });
  let result = await call('delete_report', { report_id });
  if (!asks) {
    questions.push(result.confirmation.question);
    result = await call('delete_report', { report_id, confirm_token: result.confirmation.confirm_token });
  }
  if (questions.length !== 1 || !questions[0].includes(`“${name}”`) || result.deleted_report_id !== report_id) {
    throw new Error(`after ${JSON.stringify(questions)} there is ${JSON.stringify(result)}`);
  }
  return asks ? 'asked once' : 'passed the question on';
}

// run ends the process with a status that tells how it went. What is left open, such as
// a stream, does not keep it.
export async function run(client, transport) {
  try {
    await client.connect(transport);
    const words = check(await client.listTools(), await client.callTool({ name: tool, arguments: {} }));
    console.log(`${words}, ${await confirm(client)}`);
    await client.close();
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
