import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a hostile receiver does with a request. `host` is its own address. */
export type Misbehaviour = (answer: ServerResponse, host: string) => void;

export interface HostileReceiver {
  /** Without a slash at the end. */
  readonly url: string;
  /** Everything that arrived, of any method and path. */
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
  /** What the next requests meet. */
  behave: Misbehaviour;
  close(): Promise<void>;
}

const COOKIE = { 'set-cookie': 'track=1; Path=/; Max-Age=31536000', 'access-control-allow-origin': '*' };
const CODEBOOK = JSON.stringify({ K: 2, D: 1, rows: [{ name: { en: 'You' } }, { name: { en: 'Them' } }] });

/** Every way in which a receiver can answer that it should not, cookies set wherever there is a header. */
export const MISBEHAVIOURS: Readonly<Record<string, Misbehaviour>> = {
  'answers 500 with a cookie': (answer) => answer.writeHead(500, COOKIE).end('sorry'),
  'redirects the bytes to a place of its own': (answer, host) =>
    answer.writeHead(307, { ...COOKIE, location: `${host}/elsewhere` }).end(),
  // Node cannot send a body on after 307, and would not notice if it were told to follow.
  'redirects to a page of its own': (answer, host) =>
    answer.writeHead(303, { ...COOKIE, location: `${host}/elsewhere` }).end(),
  'returns a new codebook with a success that is none': (answer) =>
    answer.writeHead(202, { ...COOKIE, 'content-type': 'application/json' }).end(CODEBOOK),
  'answers with garbage': (answer) => {
    answer.socket?.end('\u0000\u0001 this is no HTTP\r\n\r\n');
  },
  'hangs up': (answer) => answer.socket?.destroy(),
};

/** A server that takes whatever comes and answers as it is told. */
export async function startHostileReceiver(): Promise<HostileReceiver> {
  const requests: HostileReceiver['requests'][number][] = [];
  const state = { behave: MISBEHAVIOURS['answers 500 with a cookie']! };
  const server = createServer(async (incoming: IncomingMessage, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = incoming;
    requests.push({ method, path, headers, body: Buffer.concat(chunks).toString('hex') });
    state.behave(answer, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    get behave() {
      return state.behave;
    },
    set behave(next) {
      state.behave = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
