/** The window's menu in the person's language. */
import type { MenuItemConstructorOptions } from 'electron';
import type { UiMessages } from '../../src/messages/messages.ts';

/** Returns the template; verbs of our own lead to a place in the window. */
export function menuTemplate(words: UiMessages, open: (path: string) => void): MenuItemConstructorOptions[] {
  const { menu, nav } = words;
  const place = (label: string, path: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => {
      open(path);
    },
  });
  return [
    {
      label: menu.file,
      submenu: [
        place(menu.newCheck, '/check', 'CmdOrCtrl+N'),
        place(nav.preferences, '/preferences', 'CmdOrCtrl+,'),
        { type: 'separator' },
        { role: 'quit', label: menu.quit },
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        { type: 'separator' },
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'selectAll', label: menu.selectAll },
      ],
    },
    {
      label: menu.view,
      submenu: [
        { role: 'reload', label: menu.reload },
        { type: 'separator' },
        { role: 'resetZoom', label: menu.zoomReset },
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
      ],
    },
    { label: menu.help, submenu: [place(menu.learn, '/learn', 'F1')] },
  ];
}
