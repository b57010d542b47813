package simulator

import "time"

// Options are the switches of a simulator. The zero value is a well-behaved
// Concur on the machine's clock.
type Options struct {
	// Now is the simulator's clock: tokens expire by it, and it dates reports.
	// Nil means time.Now.
	Now func() time.Time
	// Seed starts the ids of new things. The same seed gives the same ids.
	Seed uint64
	// RotateRefreshTokens gives a new refresh token at each refresh, after which
	// the old one is refused. Concur usually returns the same string.
	RotateRefreshTokens bool
	// PunishReuse takes the use of a refresh token that was rotated away for theft: the
	// whole connection ends. Concur is not known to do it.
	PunishReuse bool
	// RedirectURIs are the registered ones, of every application. With none, any https
	// address and http on loopback is taken, which is the simulator's own leniency.
	RedirectURIs []string
	// DropState leaves state out of the redirect of a sign-in: that it comes back is not
	// documented.
	DropState bool
	// TextualExpiry prints expires_in and refresh_expires_in as strings, as Concur's page
	// does; Concur itself was seen sending numbers.
	TextualExpiry bool
	// Applications are known besides that of ClientID. One with its ID takes its place.
	Applications []Application
	// AccessTokenLife is how long an access token is good for; an hour if zero.
	AccessTokenLife time.Duration
	// ReceiptTime is how long a posted receipt is processed in the background before it
	// can be read: three seconds if zero, and none if negative.
	ReceiptTime time.Duration
	// Latency is waited before each request is looked at.
	Latency time.Duration
	// QuickExpensesV3 makes the company one of those that still have Quick Expense v3.
	// Elsewhere Concur has switched it off.
	QuickExpensesV3 bool
	// Faults are planned from the start, as if by AddFault.
	Faults []Fault
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.AccessTokenLife == 0 {
		o.AccessTokenLife = time.Hour
	}
	if o.ReceiptTime == 0 {
		o.ReceiptTime = 3 * time.Second
	}
	o.ReceiptTime = max(0, o.ReceiptTime)
	return o
}
