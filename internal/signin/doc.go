// Package signin owns how a person connects an account: links that are handed
// out, the pages behind them, and what Concur's redirects bring back
// (Authentication > Authorization grant; App Center connect).
//
// # A sign-in
//
// Start makes a link. Whoever opens it sees who asked, for which application and
// what for, and nothing happens: chat programs open links to preview them.
// Continue binds the browser by a cookie, makes the state that goes to Concur, and
// leads there. Concur's redirect comes back to the callback, where the code is
// exchanged once. Each sign-in is a ticket of the token store under the digest of
// its link, so any replica can take any of these steps, and whoever reads the
// store cannot open the link. A link is good for ten minutes and, once an
// account was connected or refused, for nothing.
//
// # Whose answer it is
//
// Concur does not promise to return the state. An answer is taken
//   - with the right state in the bound browser;
//   - without a state in the bound browser, for the link it continued last;
//   - with the right state in another browser, where people end who let Concur mail
//     them a link: only after they confirmed a page that says who asked. Without that
//     page somebody could pass on the address of Concur's sign-in, and whoever signs
//     in there would connect an own account to a stranger, unasked.
//
// Anything else is refused. A page of another site could still bring an account of
// its choice into a sign-in that this browser has open, where Concur returns no
// state; therefore the result page, and what the agent is told before it writes,
// name the account.
//
// # App Center
//
// App Center leads the browser of a company's administrator to a connect address
// that everybody can know, with a request token of whatever company. Such a visit
// connects nothing unless the operator allowed it shortly before in that same
// browser: StartAppCenter, which only who can open the token store can call, makes a
// link of the same kind as above, for the operator or whom the operator hands it to,
// and continuing there is the allowance: once, ten minutes, one browser. The visit
// is then shown and has to be confirmed. There is no switch besides.
// A person who has continued an own sign-in link may come back through App Center
// in the same way. The request token is kept sealed with the ticket, never in a page.
package signin
