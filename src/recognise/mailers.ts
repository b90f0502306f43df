import type { Effect } from '../facts/effects.js';
import type { Value } from '../facts/value.js';
import type { EffectLibraries } from './effect-libraries.js';

/** Libraries that send e-mail or text messages, and their calls that do. */
export const mailers: EffectLibraries = {
  // nodemailer.com/usage, nest-modules.github.io/mailer, github.com/forwardemail/email-templates
  nodemailer: { calls: ['sendMail'] },
  '@nestjs-modules/mailer': { calls: ['sendMail'] },
  '@nest-modules/mailer': { calls: ['sendMail'] },
  'email-templates': { calls: ['send'] },
  emailjs: { calls: ['send', 'sendAsync'] },
  '@adonisjs/mail': { calls: ['send', 'mail.send'] },
  sendmail: { calls: ['()()'] },
  // docs.sendgrid.com, resend.com/docs, postmarkapp.com/developer, documentation.mailgun.com
  '@sendgrid/mail': { calls: ['send', 'sendMultiple'] },
  resend: { calls: ['emails.send', 'emails.create', 'batch.send', 'batch.create'] },
  postmark: { calls: ['sendEmail', 'sendEmailWithTemplate', 'sendEmailBatch', 'sendEmailBatchWithTemplates'] },
  'mailgun.js': { calls: ['messages.create'] },
  'mailgun-js': { calls: ['messages.send'] },
  // mailchimp.com/developer/transactional, dev.mailjet.com, developers.brevo.com, developers.mailersend.com
  '@mailchimp/mailchimp_transactional': { calls: ['messages.send', 'messages.sendTemplate'] },
  'mandrill-api': { calls: ['messages.send', 'messages.sendTemplate'] },
  'node-mailjet': { calls: ['request'] },
  '@getbrevo/brevo': { calls: ['sendTransacEmail', 'sendTransacSms'] },
  'sib-api-v3-sdk': { calls: ['sendTransacEmail', 'sendTransacSms'] },
  mailersend: { calls: ['email.send'] },
  mailtrap: { calls: ['send'] },
  sparkpost: { calls: ['transmissions.send'] },
  loops: { calls: ['sendTransactionalEmail'] },
  '@plunk/node': { calls: ['emails.send'] },
  zeptomail: { calls: ['sendMail', 'mailBatchWithTemplate'] },
  '@trycourier/courier': { calls: ['send'] },
  // docs.aws.amazon.com/AWSJavaScriptSDK/v3
  '@aws-sdk/client-ses': { calls: ['send', 'sendEmail', 'sendRawEmail', 'sendTemplatedEmail', 'sendBulkTemplatedEmail'] },
  '@aws-sdk/client-sesv2': { calls: ['send', 'sendEmail', 'sendBulkEmail'] },
  'aws-sdk': { calls: ['sendEmail', 'sendRawEmail', 'sendTemplatedEmail', 'sendBulkTemplatedEmail'], exports: ['SES', 'SESV2'] },
  'aws-sdk/clients/ses': { calls: ['sendEmail', 'sendRawEmail', 'sendTemplatedEmail'] },
  '@azure/communication-email': { calls: ['beginSend'] },
  // text messages: twilio.com/docs, developer.vonage.com, and others
  twilio: { calls: ['messages.create', 'calls.create', 'verifications.create'] },
  '@vonage/server-sdk': { calls: ['sms.send', 'messages.send'] },
  '@vonage/messages': { calls: ['send'] },
  messagebird: { calls: ['messages.create'] },
  plivo: { calls: ['messages.create'] },
  africastalking: { calls: ['SMS.send'] },
  '@azure/communication-sms': { calls: ['send'] },
};

/** Commands of SES and SESv2 that send, https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/sesv2/: others manage identities and templates. */
const sendingCommands = /^Send\w*(?:Email|VerificationEmail|Message)Command$/;

/** Whether a call of a mailer's client sends something: `ses.send(new DeleteEmailIdentityCommand(…))` does not. */
export function sendsMessage({ library, call, args }: Pick<Effect, 'library' | 'call' | 'args'>): boolean {
  if (!library.startsWith('@aws-sdk/') || call !== 'send') return true;
  const command = args[0]?.value;
  return command?.k === 'new' && (command.callee.k === 'import' || command.callee.k === 'member') && sendingCommands.test(command.callee.name);
}

/** `to`, `Cc` of a message, `ToAddresses` of SES. */
const recipients = /^(?:to|cc|bcc)(?:_?addresses)?$/i;

/** Whom the arguments of a mailer's call name: `{ to: message.to }`, `{ Destination: { ToAddresses: [email] } }`; none for text messages. */
export function recipientsIn({ library, args }: Pick<Effect, 'library' | 'args'>): readonly Value[] {
  const below = (value: Value, isRecipient: boolean, level: number): readonly Value[] => {
    if (level > 4) return [];
    if (value.k === 'object') return Object.entries(value.props).flatMap(([name, one]) => below(one, isRecipient || recipients.test(name), level + 1));
    if (value.k === 'array') return value.items.flatMap((one) => below(one, isRecipient, level + 1));
    return isRecipient ? [value] : [];
  };
  return textMessages.test(library) ? [] : args.flatMap(({ value }) => (value.k === 'new' ? value.args : [value]).flatMap((one) => below(one, false, 0)));
}

const textMessages = /^(?:twilio|messagebird|plivo|africastalking|@vonage\/.*|.*-sms)$/;
