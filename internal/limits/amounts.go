package limits

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// ceiling is the highest amounts by currency: max_create, max_submit or max_approve.
type ceiling struct {
	path string
	of   ceilingOf
	most []most // sorted by currency
}

// most is the amount of one currency, with its text as it stands in the file.
type most struct {
	currency, written string
	amount            decimal.Decimal
}

// sum is an amount that a write sets or sets off.
type sum struct {
	// subject begins the sentence about it.
	subject  string
	amount   *decimal.Decimal
	currency string
	// unknown is what cannot be known of it, which begins with "the", and instead what an
	// agent can do about that; both are empty for what the other members say whole.
	unknown, instead string
}

// ceilingOf says what a ceiling is about.
type ceilingOf interface {
	// sums gives the amounts that the ceiling is held against, none where the write has
	// nothing to do with it.
	sums(f Facts, o operation) []sum
	needs(f Facts, o operation) Needs
	// deed follows "may be" in a sentence.
	deed() string
}

func (c ceiling) needs(f Facts, o operation) Needs { return c.of.needs(f, o) }

func (c ceiling) check(f Facts, o operation) *Refusal {
	if o.unknown {
		return unknownWrite(c.path, f)
	}
	for _, s := range c.of.sums(f, o) {
		if refusal := c.holds(s); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (c ceiling) holds(s sum) *Refusal {
	switch {
	case s.unknown != "":
		return missing(c.path, s.unknown, s.instead)
	case s.amount == nil || !plain(*s.amount):
		return missing(c.path, "the amount", "Name amount and currency in the call if the tool takes them; otherwise "+askPerson)
	case s.currency == "":
		return missing(c.path, "the currency", "Name the currency in the call if the tool takes it; otherwise "+askPerson)
	}
	at := slices.IndexFunc(c.most, func(m most) bool { return strings.EqualFold(m.currency, s.currency) })
	if at < 0 {
		return broken(c.path, "Do not convert it yourself; "+askPerson, "%s names only %s and nothing is converted; %s %s %s",
			c.path, strings.Join(c.currencies(), ", "), s.subject, show(*s.amount), s.currency)
	}
	if m := c.most[at]; s.amount.Abs().GreaterThan(m.amount) {
		path := c.path + "." + m.currency
		return broken(path, "Do not split it into smaller ones; "+askPerson, "%s is %s; %s %s %s",
			path, m.written, s.subject, show(*s.amount), s.currency)
	}
	return nil
}

// askPerson ends the sentences about what an agent can do instead.
const askPerson = "ask the person to do this in Concur."

func (c ceiling) currencies() []string {
	names := make([]string, len(c.most))
	for i, m := range c.most {
		names[i] = m.currency
	}
	return names
}

func (c ceiling) words() string {
	amounts := make([]string, len(c.most))
	for i, m := range c.most {
		amounts[i] = m.written + " " + m.currency
	}
	return fmt.Sprintf("At most %s may be %s; other currencies are refused (%s).", strings.Join(amounts, " or "), c.of.deed(), c.path)
}

// plain reports whether an amount is one that people write. Others would be costly to
// compare: 1e9999 is a few characters.
func plain(amount decimal.Decimal) bool {
	const digits, bits = 30, 128
	return amount.Exponent() >= -digits && amount.Exponent() <= digits && amount.Coefficient().BitLen() <= bits
}

// show writes an amount with no digit or at least two after the point. Concur's own texts
// have up to eight.
func show(amount decimal.Decimal) string {
	const cents = 2
	text := amount.String()
	if _, fraction, found := strings.Cut(text, "."); found && len(fraction) < cents {
		return amount.StringFixed(cents)
	}
	return text
}

// unknownWrite refuses an operation that nobody has told the rules about.
func unknownWrite(path string, f Facts) *Refusal {
	return missing(path, fmt.Sprintf("what the operation %q does", f.Operation), "Tell the person; "+askPerson)
}
