import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** One request as it left the browser. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * A forward proxy that writes down everything a browser sends: a browser's own interception
 * misses beacons sent on pagehide and WebSockets, and a proxy cannot. Only loopback is forwarded;
 * whatever is meant for elsewhere is written down and refused, so no test reaches the outside.
 */
export class Wire {
  readonly exchanges: Exchange[] = [];
  readonly #server = createServer((incoming, answer) => void this.#forward(incoming, answer));
  /** A connection for each request: one that is kept may be let go of just when it is used, and look like a dead server. */
  readonly #agent = new Agent({ keepAlive: false });
  readonly #sockets = new Set<Socket>();

  static async open(): Promise<Wire> {
    const wire = new Wire();
    wire.#server.on('connect', (incoming: IncomingMessage, socket: Socket) => wire.#tunnel(incoming, socket));
    wire.#server.on('connection', (socket: Socket) => wire.#keep(socket));
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  /** What a browser is given as its proxy. */
  get server(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#agent.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #forward(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
    } catch {
      // The page went away in the middle of sending: what came is what left.
    }
    const exchange = this.#write(incoming, new URL(incoming.url!), Buffer.concat(chunks));
    if (!LOOPBACK.has(exchange.url.hostname)) {
      answer.writeHead(502).end();
      return;
    }
    const { 'proxy-connection': _, ...headers } = incoming.headers;
    const onward = request(
      exchange.url,
      { method: exchange.method, headers, agent: this.#agent },
      (reply) => {
        answer.writeHead(reply.statusCode!, reply.headers);
        reply.pipe(answer);
      },
    );
    // A dead server must look dead, not like a proxy with an opinion.
    onward.on('error', () => answer.destroy());
    onward.end(exchange.body);
  }

  /** WebSockets and https: who was called is seen, what was said is not. */
  #tunnel(incoming: IncomingMessage, socket: Socket): void {
    const { url } = this.#write(incoming, new URL(`tunnel://${incoming.url}`), Buffer.alloc(0));
    if (!LOOPBACK.has(url.hostname)) {
      socket.end('HTTP/1.1 502 Refused\r\n\r\n');
      return;
    }
    const onward = connect(Number(url.port), url.hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    this.#keep(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  }

  #write(incoming: IncomingMessage, url: URL, body: Buffer): Exchange {
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    );
    const exchange = { method: incoming.method!, url, headers, body };
    this.exchanges.push(exchange);
    return exchange;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }
}
