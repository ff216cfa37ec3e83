/** The report's look. Tones are told apart by people who see no red or green, too (Okabe and Ito's palette). */
export const STYLE = `
:root{color-scheme:light dark;--page:#faf8f5;--card:#fff;--ink:#2b2420;--soft:#7b7068;--rule:#e7e0d8;--even:#f6f2ec;--odd:#fdfcfa;--one:#0072b2;--two:#d55e00;--three:#009e73;--four:#cc79a7;--good:#1a7f4b;--bad:#c0392b}
@media(prefers-color-scheme:dark){:root{--page:#1a1613;--card:#241f1b;--ink:#f1eae3;--soft:#a89c92;--rule:#3a332d;--even:#2a2420;--odd:#241f1b;--one:#56b4e9;--two:#e69f00;--three:#3fc79a;--four:#e3a3c5;--good:#5fd08f;--bad:#ff8370}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1040px;margin:0 auto;padding:32px 20px}
h1{margin:0;font-size:28px}h1 em{font-style:normal;font-size:15px;vertical-align:middle;padding:3px 10px;border-radius:99px;border:1px solid currentColor}
h2{font-size:17px;margin:0 0 8px}
header p,footer,small,.unit{color:var(--soft)}header p{margin:4px 0 20px}
.good,.holds{color:var(--good)}em.bad,.broken,.tile.bad b{color:var(--bad)}.open{color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;padding:0;background:none;border:0}
.tile,figure,section:not(.tiles){background:var(--card);border:1px solid var(--rule);border-radius:12px}
.tile{padding:12px 14px;display:flex;flex-direction:column}.tile span{color:var(--soft)}.tile b{font-size:26px;line-height:1.25;font-variant-numeric:tabular-nums}
figure,section:not(.tiles){margin:16px 0;padding:16px}
figcaption{margin-bottom:6px}.legend{float:right}.key{margin-left:14px}.key i{display:inline-block;width:14px;height:3px;border-radius:2px;margin-right:6px;vertical-align:middle}
svg{width:100%;height:auto;display:block}
.band.even{fill:var(--even)}.band.odd{fill:var(--odd)}.phase{fill:var(--soft);font-size:11px}
.grid{stroke:var(--rule)}.tick{fill:var(--soft);font-size:11px}
.line{fill:none;stroke:var(--tone);stroke-width:2;stroke-linejoin:round}.dot{fill:transparent}.dot:hover{fill:var(--tone)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:5px 8px;border-bottom:1px solid var(--rule)}td:last-child,th:last-child{text-align:right;font-variant-numeric:tabular-nums}
tbody tr:last-child td{font-weight:600}
.checks{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:2px 16px}
code{background:var(--even);padding:1px 5px;border-radius:4px}
`;
