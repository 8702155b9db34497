/** The look of the HTML report: one sheet inside the file, for screens, paper and forced colours. */
export const REPORT_STYLE = `
:root{color-scheme:light;font:16px/1.6 'Segoe UI',-apple-system,'Helvetica Neue','Noto Sans',Cantarell,Ubuntu,system-ui,sans-serif}
:root:lang(ja){font-family:'Hiragino Sans','Yu Gothic UI','Noto Sans CJK JP',IPAPGothic,system-ui,sans-serif;line-break:strict;word-break:auto-phrase}
*{box-sizing:border-box}
body{margin:0;color:#17222a;background:#f4f6f7;overflow-wrap:anywhere}
main{max-width:960px;margin:0 auto;padding:28px 24px 60px}
h1{font-size:1.7rem;margin:0 0 8px;line-height:1.3}
h2{font-size:1.25rem;margin:0 0 8px;line-height:1.35}
h3{font-size:1rem;margin:18px 0 4px}
section{background:#fff;border:1px solid #d9e0e3;border-radius:12px;padding:18px 22px;margin:16px 0}
p{margin:8px 0;max-width:72ch}
dl{display:grid;grid-template-columns:minmax(8em,max-content) 1fr;gap:4px 18px;margin:8px 0}
dt{color:#52626b}
dd{margin:0}
ul{margin:4px 0;padding-inline-start:1.2em}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:start;color:#52626b;padding-bottom:4px}
th,td{text-align:start;vertical-align:top;padding:6px 10px 6px 0;border-bottom:1px solid #d9e0e3}
td{white-space:pre-wrap;min-width:6em}
.route{width:100%;height:auto;display:block;margin:12px 0}
.route text{text-anchor:middle;font-size:14px;fill:#17222a}
.route .hop{font-weight:600}
.route .state{font-size:12px;fill:#52626b}
.route .shape{fill:#fff;stroke:#7b8a91;stroke-width:2.5;stroke-linejoin:round}
.route .sign{fill:none;stroke:#52626b;stroke-width:3.4;stroke-linecap:round;stroke-linejoin:round}
.route .dot{fill:#7b8a91}
.route .line{stroke:#7b8a91;stroke-width:2.5;stroke-dasharray:3 4}
.route .line.ok{stroke:#17703f;stroke-dasharray:none}
.route .line.failed{stroke:#b3261e;stroke-dasharray:none}
.route .ok .shape{fill:#e3f4ea;stroke:#17703f}
.route .ok .sign{stroke:#17703f}
.route .degraded .shape{fill:#fdf1da;stroke:#875200}
.route .degraded .sign{stroke:#875200}
.route .failed .shape{fill:#b3261e;stroke:#b3261e}
.route .failed .sign{stroke:#fff}
.route .skipped .shape{stroke-dasharray:3 4}
@media (max-width:600px){dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
@page{margin:16mm}
@media print{:root{font-size:10.5pt}body{background:#fff}main{max-width:none;padding:0}section{border:0;border-top:1px solid #7b8a91;border-radius:0;padding:10px 0;break-inside:auto}h2,h3{break-after:avoid}tr,li,.route{break-inside:avoid}.route *{print-color-adjust:exact}}
@media (forced-colors:active){.route .shape{fill:Canvas;stroke:CanvasText}.route .sign,.route .line{stroke:CanvasText}.route text{fill:CanvasText}}
`.trim();
