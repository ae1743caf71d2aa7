import type { TSchema } from 'typebox';

/** What no schema says of a route. */
export interface Operation {
  /** Method and path as Fastify has them. */
  readonly route: string;
  readonly id: string;
  readonly tag: 'releases' | 'reading' | 'running';
  readonly summary: string;
  readonly description?: string;
  /** Answers without the read token, in a receiver that has one. */
  readonly isOpen?: true;
  readonly body?: { readonly type: string; readonly description: string; readonly schema: TSchema };
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** By name, in an order in which they can be replayed; those of the route's schemas by default. */
  readonly examples?: Readonly<Record<string, Example>>;
}

export interface Answer {
  readonly description: string;
  /** `application/json` where the route has a schema, none where it has not. */
  readonly type?: string;
  /** Of a body that the route has no schema of. */
  readonly schema?: TSchema;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request and its answer. Bytes are written as base64. */
export interface Example {
  readonly summary: string;
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  /** JSON as it is. */
  readonly body?: unknown;
  readonly status: number;
  readonly answer?: unknown;
}
