interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly description: string; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: { readonly type?: string };
  readonly examples: Examples;
}

type Content = Readonly<Record<string, { readonly examples?: Examples }>>;
type Examples = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;

/** The OpenAPI document as a page that can be read without a script. */
export function openapiPage(document: Readonly<Record<string, unknown>>): string {
  const { info, tags, paths } = document as unknown as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    if (own.length === 0) return '';
    return `<section aria-labelledby="${name}"><h2 id="${name}">${escaped(name)}</h2><p>${escaped(description)}</p>${own
      .map(({ path, method, operation }) => article(path, method, operation))
      .join('')}</section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(info.title)}: its interface</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api.css">
</head>
<body>
<main>
<h1>${escaped(info.title)}, interface ${escaped(info.version)}</h1>
<p>${escaped(info.description)} For machines: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

function article(path: string, method: string, operation: Operation): string {
  const { operationId, summary, description, security, parameters = [], requestBody, responses } = operation;
  const token = security.length > 0 ? '<p class="note">With the read token, where there is one.</p>' : '';
  return `<article id="${operationId}">
<h3><code>${method.toUpperCase()} ${escaped(path)}</code></h3>
<p>${escaped(summary)}.${description ? ` ${escaped(description)}` : ''}</p>${token}
${parameters.length > 0 ? `<h4>Parameters</h4><dl>${parameters.map(parameterItem).join('')}</dl>` : ''}
${requestBody ? `<h4>Body</h4><dl>${contentItem('', requestBody.description, requestBody.content)}</dl>` : ''}
<h4>Answers</h4>
<dl>${Object.entries(responses)
    .map(([status, { description: text, content }]) => contentItem(status, text, content))
    .join('')}</dl>
</article>`;
}

function parameterItem({ name, in: place, required, schema, examples }: Parameter): string {
  const [example] = Object.values(examples);
  const words = [place, schema.type ?? '', required ? 'required' : 'optional'].filter(Boolean).join(', ');
  return `<dt><code>${escaped(name)}</code></dt><dd>${words}${
    example ? `, for example <code>${escaped(String(example.value))}</code>` : ''
  }</dd>`;
}

function contentItem(status: string, description: string, content: Content = {}): string {
  const [entry] = Object.entries(content);
  const examples = Object.values(entry?.[1].examples ?? {}).map(
    ({ summary, value }) =>
      `<details><summary>Example: ${escaped(summary)}</summary><pre tabindex="0">${escaped(
        typeof value === 'string' ? value : JSON.stringify(value, undefined, 2),
      )}</pre></details>`,
  );
  return `<dt>${status ? `<code>${status}</code> ` : ''}${entry ? escaped(entry[0]) : ''}</dt><dd>${escaped(description)}${examples.join('')}</dd>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign]!);

export const OPENAPI_STYLE = `
:root { color-scheme: light dark; --accent: #3048c0; --text: #191c22; --muted: #59606e; --surface: #fff; --line: #dfe2e8; --track: #f2f3f7; }
@media (prefers-color-scheme: dark) {
  :root { --accent: #a5b4ff; --text: #e9ebf0; --muted: #a6adba; --surface: #16191f; --line: #323844; --track: #20242c; }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--surface); color: var(--text); font: 400 16px/24px system-ui, sans-serif; padding: 0 16px; }
main { max-width: 848px; margin: 0 auto; padding: 24px 0 48px; }
p, dd { max-width: 68ch; }
dt, dd { overflow-wrap: anywhere; }
h1 { font-size: 28px; line-height: 36px; margin-bottom: 8px; }
h2 { font-size: 20px; line-height: 28px; }
h3 { font-size: 16px; line-height: 24px; overflow-wrap: anywhere; }
h4 { font-size: 14px; line-height: 20px; margin-top: 12px; color: var(--muted); font-weight: 600; }
section { padding: 24px 0; }
article { padding: 16px 0; border-top: 1px solid var(--line); }
section > p { margin-bottom: 16px; }
.note, dl, summary { font-size: 14px; line-height: 20px; }
.note { color: var(--muted); }
dt { margin-top: 8px; }
dd { color: var(--muted); }
code, pre { font-family: ui-monospace, monospace; font-size: 14px; }
pre { margin: 4px 0; padding: 12px; overflow-x: auto; background: var(--track); border-radius: 8px; color: var(--text); }
a, summary { color: var(--accent); }
summary { cursor: pointer; padding: 4px 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 8px; }
`;
