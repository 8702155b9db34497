/** What the page says of itself to the browser: its language, its look, its title. */

/** Sets language and look of the whole page. */
export function setLook(look: { readonly lang: string; readonly theme: string }): void {
  document.documentElement.lang = look.lang;
  document.documentElement.dataset['theme'] = look.theme;
}

/** Sets the title of the window. */
export function setTitle(title: string): void {
  document.title = title;
}
