import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { invalid } from '../contract/error.ts';
import type { Answer, Example, Operation } from './openapi_operation.ts';
import { OPERATIONS } from './openapi_operations.ts';

/** Of the interface, not of the package: it changes when a client has to. */
const API_VERSION = '1.0.0';

/** A route as it was registered, with the schemas that Fastify holds requests and answers to. */
export interface Route {
  readonly method: string;
  /** With `:name` for what is a parameter. */
  readonly url: string;
  readonly schema: RouteSchema;
}

interface RouteSchema {
  readonly params?: TSchema;
  readonly querystring?: TSchema;
  /** By status, or `4xx` for all of a kind. */
  readonly response?: Readonly<Record<string, TSchema>>;
}

/** Writes down every route that is registered from here on, HEAD aside: it is GET without a body. */
export function collectRoutes(app: FastifyInstance): readonly Route[] {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url, schema }) => {
    for (const name of [method].flat())
      if (name !== 'HEAD' && name !== 'OPTIONS')
        routes.push({ method: name, url, schema: (schema ?? {}) as RouteSchema });
  });
  return routes;
}

/**
 * The OpenAPI 3.1 document of these routes: schemas come from the routes, words and examples from the table of
 * operations. TypeBox writes JSON Schema, which 3.1 takes as it is.
 *
 * NamedExamples that belong together have one name at the parameters, the body and the answer, and are named in
 * `x-inkling-examples` in an order in which they can be replayed against an empty receiver.
 *
 * @throws InklingError `invalid-argument` for a route without a row in the table
 */
export function openapiDocument(routes: readonly Route[]): Readonly<Record<string, unknown>> {
  const known = new Map(OPERATIONS.map((operation) => [operation.route, operation]));
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    if (!known.has(`${route.method} ${route.url}`))
      throw invalid(`route ${route.method} ${route.url} has no row in the table of operations`);
  }
  for (const operation of OPERATIONS) {
    const route = routes.find(({ method, url }) => `${method} ${url}` === operation.route);
    if (!route) continue; // there is no gateway in this receiver
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operationObject(operation, route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Inkling receiver',
      version: API_VERSION,
      description:
        'Takes releases of randomised public embeddings, and says unbiased things about all of them together.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'this receiver' }],
    tags: TAGS,
    paths,
    components: {
      securitySchemes: {
        readToken: { type: 'http', scheme: 'bearer', description: 'Where the receiver has a read token.' },
      },
    },
  };
}

const TAGS = [
  { name: 'releases', description: 'What browsers call.' },
  { name: 'reading', description: 'What the releases say together; noise and all, or corrected for it.' },
  { name: 'running', description: 'For whoever runs the receiver.' },
];

function operationObject(operation: Operation, route: Route): Record<string, unknown> {
  const { id, tag, summary, description, body, answers, isOpen } = operation;
  const examples = operation.examples ?? examplesOfSchemas(route.schema);
  const parameters = [
    ...parametersOf(route.schema.params, 'path', examples),
    ...parametersOf(route.schema.querystring, 'query', examples),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: isOpen ? [] : [{}, { readToken: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        description: body.description,
        required: true,
        content: {
          [body.type]: { schema: body.schema, examples: pick(examples, ({ body: value }) => value) },
        },
      },
    }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [
        status,
        responseObject(answer, schemaOf(route, status), pickStatus(examples, Number(status))),
      ]),
    ),
    'x-inkling-examples': Object.entries(examples).map(([name, { status }]) => ({ name, status })),
  };
}

/** Names and values of the parameters of a schema of an object. */
function parametersOf(
  schema: TSchema | undefined,
  place: 'path' | 'query',
  examples: NonNullable<Operation['examples']>,
): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, TSchema & { description?: string }>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...own }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description && { description }),
    schema: own,
    examples: pick(examples, (example) => example[place]?.[name]),
  }));
}

function responseObject(answer: Answer, schema: TSchema | undefined, examples: object): object {
  const { description, headers, type = schema && 'application/json' } = answer;
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          { description: text, schema: { type: 'string' } },
        ]),
      ),
    }),
    ...(type && { content: { [type]: { schema: schema ?? answer.schema ?? {}, examples } } }),
  };
}

/** The schema of a status: its own, or the one of its kind. A status without a body has none. */
function schemaOf({ schema: { response = {} } }: Route, status: string): TSchema | undefined {
  const found = response[status] ?? response[`${status[0]}xx`];
  return (found as { type?: string } | undefined)?.type === 'null' ? undefined : found;
}

type NamedExamples = NonNullable<Operation['examples']>;

/** From the schemas' own `examples`: one for each of the query, or one where there is no query. */
function examplesOfSchemas({ params, querystring, response = {} }: RouteSchema): NamedExamples {
  const { properties = {} } = (params ?? {}) as { properties?: Record<string, Exemplified> };
  const path = Object.fromEntries(
    Object.entries(properties).map(([name, { examples: own = [] }]) => [name, own[0] as string]),
  );
  const { examples: queries = [{}] } = (querystring ?? {}) as Exemplified;
  const answer = (response[200] as Exemplified | undefined)?.examples?.[0];
  return Object.fromEntries(
    queries.map((query, i) => {
      const summary = Object.entries(query as object)
        .map(([name, value]) => `${name} = ${value}`)
        .join(', ');
      const example: Example = {
        ...{ summary: summary || 'as it is', path, query: query as Record<string, string>, status: 200 },
        ...(answer !== undefined && { answer }),
      };
      return [`example${i + 1}`, example];
    }),
  );
}

interface Exemplified {
  readonly examples?: readonly unknown[];
}

const pickStatus = (examples: NamedExamples, wanted: number): object =>
  pick(examples, ({ status, answer }) => (status === wanted ? answer : undefined));

/** The examples that have such a value, by name. */
function pick(examples: NamedExamples, read: (example: NamedExamples[string]) => unknown): object {
  return Object.fromEntries(
    Object.entries(examples).flatMap(([name, example]) => {
      const value = read(example);
      return value === undefined ? [] : [[name, { summary: example.summary, value }]];
    }),
  );
}
