import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorCode } from '../contract/error.ts';
import type { TasteMap } from '../contract/panel_worker.ts';
import type { ProfileView } from '../contract/worker_api.ts';
import { drawMap, sign } from './map_drawing.ts';
import { distance, type Group, type Laid, layOut, nearestTo } from './map_layout.ts';
import type { PanelHost } from './panel_host.ts';
import { codeOf } from './snapshot.ts';
import { type MapWords, mapWords } from './words/map_words.ts';

/** Where the shopper stands among the catalogue's items, drawn and as tables. Asked for once it is opened. */
export class MapView {
  readonly #host: PanelHost;
  #isOpen = false;
  /** The profile that was last asked about. */
  #of: ProfileView | undefined;
  #map: TasteMap | undefined;
  #laid: Laid | undefined;
  #failure: ErrorCode | undefined;
  readonly #unfolded = new Set<string>();

  constructor(host: PanelHost) {
    this.#host = host;
  }

  /** Nothing while there are no interests. */
  render(): TemplateResult | typeof nothing {
    const profile = this.#host.snapshot.get('profile');
    if (!profile || profile.interests.length === 0) return nothing;
    if (this.#isOpen) this.#ask(profile);
    return html`<details class="how" part="map" ?open=${this.#isOpen} @toggle=${(event: Event) => this.#toggle(event)}>
      <summary>${this.#words.title}</summary>
      ${this.#isOpen ? html`<div class="map">${this.#contents()}</div>` : nothing}
    </details>`;
  }

  get #words(): MapWords {
    const { code, nouns } = this.#host.formats;
    return mapWords[code](nouns);
  }

  #toggle(event: Event): void {
    this.#isOpen = (event.currentTarget as HTMLDetailsElement).open;
    this.#host.requestUpdate();
  }

  /** The map that is there stays until the next one has come. */
  #ask(profile: ProfileView): void {
    if (this.#of === profile) return;
    this.#of = profile;
    this.#failure = undefined;
    this.#host.port.tasteMap().then(
      (map) => {
        if (this.#of !== profile) return;
        this.#map = map;
        this.#laid = map && layOut(map);
        if (!map) this.#failure = 'model-unavailable';
        this.#host.requestUpdate();
      },
      (error: unknown) => {
        if (this.#of !== profile) return;
        this.#failure = codeOf(error);
        this.#host.requestUpdate();
      },
    );
  }

  #contents(): TemplateResult {
    const { words, formats } = this.#host;
    if (this.#failure !== undefined)
      return html`<p role="status">${words.errors[this.#failure]}</p>
        <button
          type="button"
          class="plain"
          @click=${() => {
            this.#of = undefined;
            this.#host.requestUpdate();
          }}
        >
          ${words.tryAgain}
        </button>`;
    if (!this.#map || !this.#laid)
      return html`<div class="canvas bone" role="status" aria-label=${words.loading}></div>`;
    const laid = this.#laid;
    const count = this.#map.items.length;
    const own = this.#words;
    if (count === 0) return html`<p>${own.tooFew}</p>`;
    const since = laid.path.length > 1 ? formats.date(laid.path[0]!.at) : undefined;
    return html`<p class="where">${this.#where(laid)}</p>
      <p class="muted">${own.hint(formats.number(count))}</p>
      <svg class="canvas" role="img" aria-label=${own.picture(formats.number(count), formats.number(laid.groups.length))}>
        ${drawMap(laid, (group) => this.#nameOf(group), own.you, since)}
      </svg>
      <p class="muted">${own.explained(formats.percent(this.#map.explained))}</p>
      ${this.#tables(laid)}`;
  }

  /** The first thing to read: what the shopper is nearest to, and was. */
  #where({ path, groups }: Laid): string {
    const words = this.#words;
    const [first, last] = [path[0], path.at(-1)];
    const nearest = last && nearestTo(last, groups);
    if (!first || !nearest) return words.nowhere;
    const before = nearestTo(first, groups)!;
    return before === nearest
      ? words.isNear(this.#nameOf(nearest))
      : words.hasMoved(this.#host.formats.date(first.at), this.#nameOf(before), this.#nameOf(nearest));
  }

  #nameOf({ name }: Group): string {
    return name === '' ? this.#words.others : name;
  }

  #tables({ groups, path }: Laid): TemplateResult {
    const { formats } = this.#host;
    const words = this.#words;
    const here = path.at(-1);
    const whole = (value: number) => formats.number(Math.round(value));
    return html`<details>
      <summary>${words.table}</summary>
      <p class="muted">${words.units}</p>
      ${
        here
          ? html`<table>
              <caption>${words.way}</caption>
              <thead>
                <tr>
                  <th scope="col">${words.until}</th><th scope="col">${words.nearest}</th>
                  <th scope="col" class="number">${words.across}</th><th scope="col" class="number">${words.up}</th>
                </tr>
              </thead>
              <tbody>
                ${path.map((place) => {
                  const nearest = nearestTo(place, groups);
                  return html`<tr>
                    <th scope="row">${place === here ? words.now : formats.date(place.at)}</th>
                    <td dir="auto">${nearest && this.#nameOf(nearest)}</td>
                    <td class="number">${whole(place.x)}</td><td class="number">${whole(place.y)}</td>
                  </tr>`;
                })}
              </tbody>
            </table>`
          : nothing
      }
      ${groups.map((group, i) => {
        const name = this.#nameOf(group);
        const from = here && whole(distance(group.centre, here));
        return html`<details ?open=${this.#unfolded.has(name)} @toggle=${(event: Event) => this.#unfold(name, event)}>
          <summary>
            <svg class="key" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">${sign(group, i)}</svg>
            <span dir="auto">${words.group(name, formats.number(group.items.length), from)}</span>
          </summary>
          ${
            this.#unfolded.has(name)
              ? html`<table>
                  <thead>
                    <tr>
                      <th scope="col">${words.item}</th>
                      <th scope="col" class="number">${words.across}</th><th scope="col" class="number">${words.up}</th>
                      ${here ? html`<th scope="col" class="number">${words.fromYou}</th>` : nothing}
                    </tr>
                  </thead>
                  <tbody>
                    ${group.items.map(
                      (item) => html`<tr>
                        <th scope="row" dir="auto">${item.name}</th>
                        <td class="number">${whole(item.x)}</td><td class="number">${whole(item.y)}</td>
                        ${here ? html`<td class="number">${whole(distance(item, here))}</td>` : nothing}
                      </tr>`,
                    )}
                  </tbody>
                </table>`
              : nothing
          }
        </details>`;
      })}
    </details>`;
  }

  /** Hundreds of rows that nobody asked for need not be drawn. */
  #unfold(name: string, event: Event): void {
    if ((event.currentTarget as HTMLDetailsElement).open) this.#unfolded.add(name);
    else this.#unfolded.delete(name);
    this.#host.requestUpdate();
  }
}
