import { both, type Signal } from './signal.ts';

/**
 * The WP Consent API: `statistics` speaks for recording, `marketing` for release. Without a kind of consent
 * there is no banner, so it abstains, unless it is told to wait for one. A category that was not answered
 * is pending; a refusal is told apart by the cookie that the API keeps it in.
 */
export const wordpress: Signal = (onChange) => {
  for (const name of ['wp_listen_for_consent_change', 'wp_consent_type_defined'])
    document.addEventListener(name, onChange);
  return () => {
    const page = window as {
      wp_has_consent?: (category: string) => boolean;
      wp_consent_type?: string;
      wp_fallback_consent_type?: string;
      waitfor_consent_hook?: unknown;
    };
    const { wp_has_consent: has } = page;
    if (typeof has !== 'function') return undefined;
    if (!page.wp_consent_type && page.waitfor_consent_hook) return both(null);
    if (!page.wp_consent_type && !page.wp_fallback_consent_type) return undefined;
    const say = (category: string) =>
      has(category) === true || (document.cookie.includes(`_${category}=deny`) ? false : null);
    return both(say('statistics'), say('marketing'));
  };
};
