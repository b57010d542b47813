package limits

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// flag reads a rule that is true or false.
func flag(of func(path string) rule) func(*parser, string, json.RawMessage) []rule {
	return func(p *parser, path string, value json.RawMessage) []rule {
		var on *bool
		err := json.Unmarshal(value, &on)
		if !p.check(err == nil && on != nil, path, "%s is neither true nor false", shortened(value)) || !*on {
			return nil
		}
		return []rule{of(path)}
	}
}

// list reads a rule that is a list of names.
func list(of func(path string, names []string) rule) func(*parser, string, json.RawMessage) []rule {
	return func(p *parser, path string, value json.RawMessage) []rule {
		return []rule{of(path, p.texts(path, value))}
	}
}

// ceilings reads amounts by currency.
func ceilings(of ceilingOf) func(*parser, string, json.RawMessage) []rule {
	return func(p *parser, path string, value json.RawMessage) []rule {
		members, ok := p.object(path, value)
		p.check(!ok || len(members) > 0, path, "is empty; name a currency, or leave it out")
		read := ceiling{path: path, of: of}
		for _, m := range members {
			p.currency(child(path, m.name), m.name)
			read.most = append(read.most, p.amount(child(path, m.name), m))
		}
		slices.SortFunc(read.most, func(a, b most) int { return cmp.Compare(a.currency, b.currency) })
		return []rule{read}
	}
}

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

func (p *parser) currency(path, name string) {
	hint := "write a code of three capital letters, such as EUR"
	if upper := strings.ToUpper(name); currencyForm.MatchString(upper) {
		hint = "write " + upper
	}
	p.check(currencyForm.MatchString(name), path, "%q is no currency; %s", name, hint)
}

// amountForm is what people write, as text or as a number: no sign and no exponent.
var amountForm = regexp.MustCompile(`^\d{1,12}(\.\d{1,8})?$`)

func (p *parser) amount(path string, m member) most {
	written, quoted := asText(m.value)
	if !quoted {
		written = string(m.value)
	}
	if !p.check(amountForm.MatchString(written), path, "%s is no amount; write it as text, such as \"500.00\"", shortened(m.value)) {
		return most{}
	}
	amount, err := decimal.NewFromString(written)
	p.check(err == nil, path, "%s is no amount", written)
	return most{currency: m.name, written: written, amount: amount}
}

// mostCount is more writes than a person could follow.
const mostCount = 1_000_000

// writesPer reads how many writes may be made within a span.
func writesPer(unit string, within time.Duration) func(*parser, string, json.RawMessage) []rule {
	return func(p *parser, path string, value json.RawMessage) []rule {
		var count *int
		err := json.Unmarshal(value, &count)
		if !p.check(err == nil && count != nil && *count >= 1 && *count <= mostCount, path,
			"%s is no number of writes; write a whole number from 1 to %d", shortened(value), mostCount) {
			return nil
		}
		return []rule{mostWrites{path: path, unit: unit, within: within, most: *count}}
	}
}

// toolForm is a tool's name, or its beginning with a star.
var toolForm = regexp.MustCompile(`^([a-z0-9_]+\*?|\*)$`)

func (p *parser) patterns(path string, value json.RawMessage) []pattern {
	var patterns []pattern
	for i, text := range p.texts(path, value) {
		p.check(toolForm.MatchString(text), at(path, i), "%q is no name of a tool; a * may stand at its end only", text)
		patterns = append(patterns, pattern(text))
	}
	return patterns
}

func (p *parser) refuseTools(path string, value json.RawMessage) []rule {
	return []rule{refusedTools{path, p.patterns(path, value)}}
}
