import type { SceneId, SceneText } from './messages.ts';

/** English texts of the practice scenes. */
export const practiceEn = {
  healthy: {
    title: 'Everything works',
    story: 'A colleague only wants to be sure. The proxy lets the request pass and the site answers.',
    lesson: 'This is what a good route looks like: every hop is green. Keep it as the picture to compare with.',
  },
  'sign-in': {
    title: 'The proxy asks who you are',
    story:
      'On the first day in a new office no site opens, and status 407 appears. No user name has been entered anywhere.',
    lesson: '407 comes from the proxy, never from the site. Enter the user name and password for the proxy.',
  },
  'wrong-password': {
    title: 'The password is not accepted',
    story: 'The password was changed this morning. Since then the browser asks for it again and again.',
    lesson: 'An old password is stored somewhere. Correct it once; guessing several times may lock the account.',
  },
  'wrong-port': {
    title: 'The port number is wrong',
    story: 'A colleague typed the proxy settings from a note. The name is right, and still nothing opens.',
    lesson: 'A closed port says nothing about the host. Look whether the proxy answers on another of its ports.',
  },
  'not-a-proxy': {
    title: 'That address is not a proxy',
    story: 'The settings name the address of the company’s web server, because the two names look alike.',
    lesson: 'A web server also accepts connections, but it passes nothing on. The address has to be corrected.',
  },
  'blocked-site': {
    title: 'One site is blocked by the proxy',
    story: 'Every site opens except one, which shows a page of the company instead.',
    lesson:
      'The sign-in is fine; the rules of the company stop this one site. Ask for permission, not for a new password.',
  },
  'dead-upstream': {
    title: 'The proxy reaches nothing',
    story: 'All sites fail at the same moment with status 502 or 503, for everyone in the office.',
    lesson: 'The proxy answers but cannot get any further. Only the administrator can repair that.',
  },
  'sign-in-page': {
    title: 'The network shows a sign-in page',
    story: 'In a hotel the Wi-Fi is connected, but every address leads to the same page.',
    lesson: 'The network wants its conditions accepted first. Open any plain http page and sign in there.',
  },
  'certificate-expired': {
    title: 'The certificate has expired',
    story: 'The browser warns of a site that worked yesterday. Other sites open as usual.',
    lesson:
      'Compare the dates with the clock. If the clock is right, only the owner of the site can renew the certificate.',
  },
  'certificate-name': {
    title: 'The certificate belongs to another name',
    story: 'A bookmark leads to a warning that the certificate is for a different address.',
    lesson:
      'The address is written differently, or the site is set up wrongly. Try one of the names in the certificate.',
  },
  'certificate-untrusted': {
    title: 'Nobody vouches for the certificate',
    story: 'An internal site shows a warning. All other sites open without one.',
    lesson:
      'Only this site is affected, so the company does not inspect the traffic. The site needs another certificate.',
  },
  'proxy-off': {
    title: 'The proxy is switched off',
    story: 'From one minute to the next nothing opens. The settings have not changed.',
    lesson: 'The host refuses the connection at once: the service on it does not run. Tell the administrator.',
  },
  'silent-proxy': {
    title: 'The proxy says nothing',
    story: 'Pages load for a long time and then give up. There is never any message.',
    lesson: 'The connection stands, but no answer comes. The time limit of each step tells where the silence is.',
  },
  'site-down': {
    title: 'Only this site does not answer',
    story: 'A supplier’s site fails with status 502 or 503, while others open.',
    lesson: 'Compare with another site first. If that one opens, the proxy is not at fault.',
  },
  'login-required': {
    title: 'The site asks for a sign-in',
    story: 'A site shows status 401. The person thinks that the proxy password is wrong.',
    lesson:
      '401 comes from the site, 407 from the proxy. The proxy password does not help here and should not be entered.',
  },
  forbidden: {
    title: 'The site refuses access',
    story: 'Signing in to a site works, but one of its pages answers with status 403.',
    lesson: 'The site knows who asks and says no. Its owner can give the permission.',
  },
  'redirect-loop': {
    title: 'The site sends you in circles',
    story: 'The browser says that the page redirects too often.',
    lesson: 'Two addresses point at each other. The owner of the site has to undo the last change of its redirects.',
  },
} as const satisfies Record<SceneId, SceneText>;
