import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as a relay sees it. */
export interface RelayedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
  readonly body: Buffer;
}

export interface RelayUnderTest {
  readonly url: string;
  /** Everything that arrived, preflights too. */
  readonly requests: readonly RelayedRequest[];
  /** Lengths of the answers that the gateway gave. */
  readonly answers: readonly number[];
  close(): Promise<void>;
}

/** Where the relay calls from: an address of loopback that no browser under test has. */
export const RELAY_ADDRESS = '127.0.0.2';
const REQUEST_TYPE = 'message/ohttp-req';

/**
 * A relay as RFC 9458 has it, in its smallest form: takes a POST of `message/ohttp-req`, hands its body to the
 * one gateway under a connection and headers of its own, and hands the answer back. It answers the
 * browser's preflight, which that content type causes.
 */
export async function startRelay(gatewayUrl: string): Promise<RelayUnderTest> {
  const requests: RelayedRequest[] = [];
  const answers: number[] = [];
  const server = createServer(async (incoming, answer) => {
    const body = await bodyOf(incoming);
    const { method = '', headers, socket } = incoming;
    requests.push({ method, headers, address: socket.remoteAddress ?? '', body });
    answer.setHeader('access-control-allow-origin', '*');
    if (method === 'OPTIONS') {
      answer.writeHead(204, {
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '86400',
      });
      answer.end();
    } else if (method !== 'POST' || headers['content-type'] !== REQUEST_TYPE) answer.writeHead(415).end();
    else forward(gatewayUrl, body, answer, (length) => answers.push(length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/relay`,
    requests,
    answers,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(
  gatewayUrl: string,
  body: Buffer,
  answer: ServerResponse,
  onAnswer: (length: number) => void,
): void {
  const headers = { 'content-type': REQUEST_TYPE, 'content-length': body.length };
  const options = { method: 'POST', headers, localAddress: RELAY_ADDRESS };
  const onward = request(gatewayUrl, options, async (reply) => {
    const type = reply.headers['content-type'] ?? 'application/octet-stream';
    const message = await bodyOf(reply);
    onAnswer(message.length);
    answer.writeHead(reply.statusCode!, { 'content-type': type, 'cache-control': 'no-store' });
    answer.end(message);
  });
  onward.on('error', () => answer.writeHead(502).end());
  onward.end(body);
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
