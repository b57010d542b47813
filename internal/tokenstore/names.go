package tokenstore

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// mostName is how many bytes a principal or an ID may have.
const mostName = 1024

// Check says whether a store can keep a record under the key. Principals are data
// that others choose: anything is fine but what some store would keep differently.
func (k Key) Check() error {
	return errors.Join(checkName("the principal", k.Principal), checkName("the kind of connection", k.Kind))
}

func checkName(what, name string) error {
	switch {
	case name == "":
		return fmt.Errorf("%s is empty", what)
	case len(name) > mostName:
		return fmt.Errorf("%s is longer than %d bytes", what, mostName)
	case !utf8.ValidString(name) || strings.ContainsRune(name, 0):
		return fmt.Errorf("%s is not text (UTF-8 without zero bytes)", what)
	default:
		return nil
	}
}

// Checked gives the ticket as stores keep it, its end in whole milliseconds of UTC,
// or says why it cannot be kept.
func (t Ticket) Checked() (Ticket, error) {
	t.Expires = t.Expires.UTC().Truncate(time.Millisecond)
	return t, errors.Join(
		checkName("the ID of a ticket", t.ID), checkName("the purpose of a ticket", t.Purpose),
		checkName("the principal", t.Principal), CheckBody(t.Body),
	)
}

// Allowed is how many open tickets like this one its principal may have.
func (t Ticket) Allowed() int { return cmp.Or(t.Most, MostTickets) }

// CompareTickets orders tickets by their end.
func CompareTickets(a, b Ticket) int {
	return cmp.Or(a.Expires.Compare(b.Expires), cmp.Compare(a.ID, b.ID))
}

// CheckBody says whether the body of a ticket is too long.
func CheckBody(body []byte) error {
	if len(body) > MostTicketBytes {
		return fmt.Errorf("%d bytes are too many to keep; at most %d are allowed", len(body), MostTicketBytes)
	}
	return nil
}

// LockName names the lock of a record; TicketLockName that of a ticket.
func LockName(key Key) string { return "record\x00" + key.Principal + "\x00" + key.Kind }

// TicketLockName names the lock of a ticket.
func TicketLockName(id string) string { return "ticket\x00" + id }
