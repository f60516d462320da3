/* Runs in the pages of the site: https://playwright.dev/docs/api/class-page#page-add-init-script */
(() => {
  const PATIENCE = 30_000;

  /** Follows a link to a page; its ids and its links within the site once it is shown, or nothing where that takes too long. */
  globalThis.follow = async (url) => {
    const link = document.body.appendChild(document.createElement('a'));
    link.href = url;
    link.click();
    link.remove();
    const until = Date.now() + PATIENCE;
    while (!isShown(url)) {
      if (Date.now() > until) {
        return undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    const links = [...document.querySelectorAll('#app a[href]')].map(({ href }) => href);
    const within = links.filter((href) => href.startsWith(location.origin));
    return { ids, links: [...new Set(within.map((href) => href.slice(location.origin.length)))] };
  };

  /** Whether a page is the one that is shown: VitePress makes a class of its address. */
  function isShown(url) {
    const name = url.replace(/[./]+/g, '_').replace(/_html$/, '');
    return document.querySelector('.vp-doc')?.classList.contains(name) ?? false;
  }
})();
