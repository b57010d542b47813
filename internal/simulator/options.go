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
