import type { Effect } from '../facts/effects.js';
import type { EffectLibraries } from './effect-libraries.js';
import { callOf } from './effect-libraries.js';

/**
 * Calls of payment providers that charge, pay out, or begin to: sent twice, they do it twice. What sets a state, cancels
 * or confirms by id does nothing more the second time.
 * https://docs.stripe.com/api, https://developer.squareup.com/reference, https://developer.paddle.com/api-reference,
 * https://docs.mollie.com/reference, https://docs.polar.sh/api-reference, https://docs.lemonsqueezy.com/api,
 * https://razorpay.com/docs/api, https://developer.paypal.com/braintree/docs, https://www.mercadopago.com/developers
 */
const moneyMovements: EffectLibraries = {
  stripe: {
    calls: [
      'paymentIntents.create',
      'charges.create',
      'refunds.create',
      'transfers.create',
      'payouts.create',
      'topups.create',
      'checkout.sessions.create',
      'subscriptions.create',
      'subscriptionItems.create',
      'invoices.create',
      'invoiceItems.create',
      'customers.createBalanceTransaction',
    ],
  },
  braintree: { calls: ['transaction.sale', 'transaction.refund', 'subscription.create'] },
  razorpay: { calls: ['orders.create', 'subscriptions.create', 'payments.refund', 'transfers.create', 'invoices.create'] },
  square: { calls: ['payments.create', 'paymentsApi.createPayment', 'refunds.refundPayment', 'refundsApi.refundPayment', 'subscriptions.create', 'subscriptionsApi.createSubscription', 'orders.create', 'ordersApi.createOrder'] },
  '@paddle/paddle-node-sdk': { calls: ['transactions.create', 'adjustments.create', 'subscriptions.createOneTimeCharge'] },
  '@mollie/api-client': { calls: ['payments.create', 'orders.create', 'paymentRefunds.create', 'customerPayments.create', 'customerSubscriptions.create'] },
  '@polar-sh/sdk': { calls: ['checkouts.create', 'refunds.create'] },
  '@lemonsqueezy/lemonsqueezy.js': { calls: ['createCheckout', 'issueOrderRefund', 'issueSubscriptionInvoiceRefund'] },
  mercadopago: { calls: ['payment.create', 'Payment.create', 'Preference.create', 'Order.create', 'PaymentRefund.create'] },
};

/** Whether an outbound call moves money at a payment provider. */
export function movesMoney({ library, target, fact }: Effect): boolean {
  if (!target || !Object.hasOwn(moneyMovements, library)) return false;
  const called = callOf(moneyMovements[library]!, target.symbol.slice(target.symbol.lastIndexOf('#') + 1), target.path, target.how === 'instance');
  const options = fact.args[0];
  // a session that only saves a card
  const mode = options?.k === 'object' && Object.hasOwn(options.props, 'mode') ? options.props['mode'] : undefined;
  return called !== null && !(mode?.k === 'literal' && mode.value === 'setup');
}

/** Whether a package is a payment provider's. */
export const isPaymentSource = (source: string): boolean => Object.hasOwn(moneyMovements, source);
