/** Names under which tag managers of this page keep their dataLayer, where it is not the usual one: `l=` in their script's address. */
export const renamedLayers = (): string[] => [
  ...new Set(
    [...document.scripts].flatMap(
      ({ src }) => /(?:gtm\.js|gtag\/js|id=GTM-).*[?&]l=([\w$]+)/.exec(src)?.[1] ?? [],
    ),
  ),
];
