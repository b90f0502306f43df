import type { EffectLibraries, EffectLibrary } from './effect-libraries.js';

const browser: EffectLibrary = { calls: ['launch', 'pdf', 'screenshot'] };

/** Libraries that make documents and images, or work on them, and their calls that take the time. */
export const renderers: EffectLibraries = {
  // pptr.dev, playwright.dev
  puppeteer: browser,
  'puppeteer-core': browser,
  'puppeteer-extra': browser,
  'puppeteer-cluster': { calls: ['execute', 'launch'] },
  playwright: browser,
  'playwright-core': browser,
  'chrome-aws-lambda': browser,
  // PDF: pdfkit.org, pdf-lib.js.org, pdfmake.github.io, react-pdf.org
  pdfkit: { calls: ['fontSize', 'addPage', 'moveDown'] },
  'pdf-lib': { calls: ['load', 'embedPng', 'embedJpg', 'embedFont', 'saveAsBase64', 'save'] },
  pdfmake: { calls: ['createPdfKitDocument', 'createPdf'] },
  'pdfmake/build/pdfmake': { calls: ['createPdf'] },
  'html-pdf': { calls: ['toBuffer', 'toFile', 'toStream'] },
  'html-pdf-node': { calls: ['generatePdf', 'generatePdfs'] },
  'pdf-creator-node': { calls: ['create'] },
  'puppeteer-html-pdf': { calls: ['create'] },
  '@react-pdf/renderer': { calls: ['renderToBuffer', 'renderToStream', 'renderToFile', 'renderToString', 'toBuffer'] },
  wkhtmltopdf: { calls: ['()'] },
  'md-to-pdf': { calls: ['mdToPdf'] },
  jspdf: { calls: ['output', 'addPage'] },
  carbone: { calls: ['render'] },
  docx: { calls: ['toBuffer', 'toBase64String', 'toStream'] },
  // reports and archives: github.com/exceljs/exceljs, docs.sheetjs.com, archiverjs.com
  exceljs: { calls: ['writeBuffer', 'writeFile', 'xlsx.write', 'csv.write', 'xlsx.load', 'xlsx.readFile'] },
  'xlsx-populate': { calls: ['outputAsync', 'toFileAsync'] },
  archiver: { calls: ['finalize'] },
  jszip: { calls: ['generateAsync'] },
  // images: sharp.pixelplumbing.com, jimp-dev.github.io/jimp
  sharp: { calls: ['toBuffer', 'toFile'] },
  jimp: { calls: ['read', 'getBuffer', 'getBufferAsync', 'writeAsync', 'getBase64Async'] },
  '@resvg/resvg-js': { calls: ['render', 'renderAsync'] },
  '@napi-rs/canvas': { calls: ['encode'] },
  satori: { calls: ['()'] },
  'tesseract.js': { calls: ['recognize'] },
  'fluent-ffmpeg': { calls: ['run', 'saveToFile'] },
  // generated images and speech: platform.openai.com/docs/api-reference/images, ai-sdk.dev
  openai: { calls: ['images.generate', 'images.edit', 'images.createVariation', 'createImage', 'audio.transcriptions.create', 'audio.translations.create', 'audio.speech.create'] },
  ai: { calls: ['generateImage', 'experimental_generateImage', 'generateSpeech', 'experimental_generateSpeech', 'transcribe', 'experimental_transcribe'] },
  '@fal-ai/client': { calls: ['subscribe', 'run'] },
  '@google/genai': { calls: ['models.generateImages', 'models.generateVideos'] },
};
