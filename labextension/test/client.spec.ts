import { ServerConnection } from '@jupyterlab/services';

import { GlueClient } from '../src/api/client';
import { GlueError } from '../src/api/errors';

interface ISeen {
  url: string;
  target: string | null;
  body: string;
}

/** A client that receives these responses in order. */
function clientAnswering(
  answers: { status: number; body: string }[],
  seen: ISeen[] = []
): GlueClient {
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    seen.push({
      url: request.url.split('?')[0] ?? '',
      target: request.headers.get('X-Amz-Target'),
      body: await request.text()
    });
    const answer = answers.shift() ?? { status: 500, body: '' };
    return new Response(answer.body, { status: answer.status });
  };
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost/lab/',
    fetch
  });
  return new GlueClient({ serverSettings });
}

describe('GlueClient', () => {
  it('sends the operation name in the X-Amz-Target header', async () => {
    const seen: ISeen[] = [];
    const client = clientAnswering(
      [{ status: 200, body: '{"Table":{"Name":"t"}}' }],
      seen
    );

    const answer = await client.call('GetTable', {
      DatabaseName: 'd',
      Name: 't'
    });

    expect(answer.Table.Name).toBe('t');
    expect(seen[0]?.url).toBe('http://localhost/lab/glue-devendpoint/api/glue');
    expect(seen[0]?.target).toBe('AWSGlue.GetTable');
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      DatabaseName: 'd',
      Name: 't'
    });
  });

  it('follows the pages until there is no next token', async () => {
    const seen: ISeen[] = [];
    const client = clientAnswering(
      [
        {
          status: 200,
          body: '{"DatabaseList":[{"Name":"a"}],"NextToken":"2"}'
        },
        { status: 200, body: '{"DatabaseList":[{"Name":"b"}]}' }
      ],
      seen
    );

    const names: string[] = [];
    for await (const page of client.pages('GetDatabases', {})) {
      names.push(...page.DatabaseList.map(database => database.Name));
    }

    expect(names).toEqual(['a', 'b']);
    expect(JSON.parse(seen[1]?.body ?? '')).toEqual({ NextToken: '2' });
  });

  it('converts Glue errors to errors with a code', async () => {
    const body =
      '{"__type":"EntityNotFoundException","Message":"Table t not found."}';
    const client = clientAnswering([{ status: 400, body }]);

    const call = client.call('GetTable', { DatabaseName: 'd', Name: 't' });

    await expect(call).rejects.toMatchObject({
      code: GlueError.NOT_FOUND,
      message: 'Table t not found.',
      status: 400
    });
  });

  it('converts errors of our own routes', async () => {
    const body =
      '{"error":{"code":"InvalidInputException","message":"Too long."}}';
    const client = clientAnswering([{ status: 400, body }]);

    await expect(client.search('x', 5)).rejects.toMatchObject({
      code: 'InvalidInputException',
      message: 'Too long.'
    });
  });

  it('reports that the server extension is missing', async () => {
    const client = clientAnswering([{ status: 404, body: '<html></html>' }]);
    const announced: string[] = [];
    client.serverMissing.connect((_, error) => announced.push(error.code));

    await expect(client.health()).rejects.toMatchObject({
      code: GlueError.SERVER_MISSING
    });
    expect(announced).toEqual([GlueError.SERVER_MISSING]);
  });
});
