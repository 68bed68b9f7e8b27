export { escapeHtml, html, Html, rawHtml, type HtmlContent } from '@skill-neurons/core';
