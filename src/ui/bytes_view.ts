import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Formats } from './format.ts';
import { BYTES_PER_ROW, type ReadRelease, type ReleaseField } from './release_fields.ts';
import { ledgerWords } from './words/ledger_words.ts';

/** The 128 bytes: the embedding drawn, the bytes 16 a row with their fields named, and a table of the fields. */
export function bytesView({ bytes, release, fields }: ReadRelease, formats: Formats): TemplateResult {
  const words = ledgerWords[formats.code](formats.nouns);
  const rows = Array.from({ length: bytes.length / BYTES_PER_ROW }, (_, i) => i * BYTES_PER_ROW);
  return html`
    ${embeddingBars(release.embedding, words.embedding(formats.number(release.embedding.length)))}
    <div class="bytes" part="bytes" role="table" aria-label=${words.bytesLabel} dir="ltr">
      ${rows.map((start) => byteRow(bytes, fields, start, formats))}
    </div>
    ${fieldTable(fields, formats)}
  `;
}

function byteRow(
  bytes: Uint8Array,
  fields: readonly ReleaseField[],
  start: number,
  formats: Formats,
): TemplateResult {
  const end = start + BYTES_PER_ROW;
  // The field that runs on from the row before is named again, so that every row explains itself.
  const present = fields.filter(({ offset, length }) => offset < end && offset + length > start);
  return html`<div class="byte-row" role="row">
    <span class="offset" role="rowheader">${start.toString(16).padStart(2, '0')}</span>
    ${Array.from(bytes.subarray(start, end), (byte, i) => {
      const field = present.find(({ offset, length }) => start + i >= offset && start + i < offset + length);
      const isEdge = field?.offset === start + i;
      return html`<span class="byte f-${field?.name} ${isEdge ? 'edge' : ''}" role="cell">${byte
        .toString(16)
        .padStart(2, '0')}</span>`;
    })}
    <span class="margin" role="cell">
      ${present.map(({ name }) => html`<span class="tag f-${name}">${ledgerWords[formats.code](formats.nouns).fields[name][0]}</span>`)}
    </span>
  </div>`;
}

function fieldTable(fields: readonly ReleaseField[], { code, nouns, number }: Formats): TemplateResult {
  const words = ledgerWords[code](nouns);
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${words.field}>
    <table class="fields">
      <thead>
        <tr>
          <th scope="col">${words.field}</th>
          <th scope="col">${words.place}</th>
          <th scope="col">${words.value}</th>
        </tr>
      </thead>
      <tbody>
        ${fields.map(
          ({ name, offset, length, value }) => html`<tr>
            <th scope="row"><span class="tag f-${name}">${words.fields[name][0]}</span></th>
            <td class="number">${number(offset)}${length > 1 ? `–${number(offset + length - 1)}` : nothing}</td>
            <td><code dir="ltr">${value}</code><br /><span class="muted">${words.fields[name][1]}</span></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** D bars around a middle line. Their numbers stand in the table of fields. */
function embeddingBars(embedding: Int8Array, caption: string): TemplateResult {
  const half = 24;
  const step = 8;
  const tallest = Math.max(1, ...embedding.map(Math.abs));
  return html`<figure class="drawing">
    <svg
      viewBox="0 0 ${embedding.length * step} ${2 * half}"
      width="100%"
      height=${2 * half}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      ${Array.from(embedding, (value, d) => {
        const height = Math.max(1, (Math.abs(value) / tallest) * (half - 1));
        return svg`<rect x=${d * step + 1} y=${value >= 0 ? half - height : half} width=${step - 2} height=${height}></rect>`;
      })}
    </svg>
    <figcaption class="muted">${caption}</figcaption>
  </figure>`;
}
