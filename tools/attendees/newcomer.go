package attendees

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// newcomer is an attendee that is to be made. Concur does not say when one was made, so
// that those who are there already are listed before.
type newcomer struct {
	session *concur.Session
	login   string
	body    concur.AttendeeWrite
	// before are those like it who were there before; known says whether all of them are.
	before []concur.V3AttendeeID
	known  bool
}

// newcomerOf finds out what is meant.
func (k kit) newcomerOf(ctx context.Context, call *tools.Call, in createAttendeeIn) (newcomer, error) {
	n := newcomer{session: k.concur.As(call.Caller)}
	var err error
	if n.body, err = in.write(); err != nil {
		return n, err
	}
	n.body.LastName = &in.LastName
	if n.login, err = n.session.OwnerLogin(ctx, in.User); err != nil {
		return n, err
	}
	kind, err := n.session.FindAttendeeType(ctx, in.Type)
	n.body.TypeID = kind.ID
	return n, err
}

// person is what creations of the same person have in common. They take turns, so that
// none takes the attendee of another for its own.
func (n newcomer) person() string {
	return strings.ToLower(n.login + "\x00" + n.body.TypeID + "\x00" + strings.TrimSpace(*n.body.LastName))
}

// lookAround notes who like it is there before it is made. It reads one page: who has more
// attendees of the type, and gives no external id, cannot be told later who is new.
// Whatever keeps it from being read does not keep the attendee from being made.
func (n *newcomer) lookAround(ctx context.Context) {
	before, whole, err := n.alike(ctx, 1)
	n.before, n.known = before, err == nil && whole
}

// look finds the attendee among those like it who are new.
func (n newcomer) look(ctx context.Context) (concur.V3AttendeeID, tools.Seen, error) {
	there, whole, err := n.alike(ctx, mostPages)
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	fresh := slices.DeleteFunc(there, func(id concur.V3AttendeeID) bool { return slices.Contains(n.before, id) })
	switch {
	case len(fresh) == 0 && whole:
		return "", tools.Seen{Verdict: tools.NotDone, Found: "Nobody new with this name, company and external id is among the attendees."}, nil
	case len(fresh) == 0:
		return "", tools.Seen{Verdict: tools.Unknown, Found: "There are too many attendees to read them all."}, nil
	case len(fresh) == 1 && n.known:
		return fresh[0], tools.Seen{Verdict: tools.Done, Found: fmt.Sprintf("The attendee was found among the new ones: %s.", fresh[0])}, nil
	default:
		return "", tools.Seen{Verdict: tools.Unknown, Found: fmt.Sprintf(
			"Who was made, or was there before, may be %s. search_attendees shows them by attendee_id.", names(fresh))}, nil
	}
}

func names(ids []concur.V3AttendeeID) string {
	const most = 5
	texts := make([]string, 0, most)
	for _, id := range ids[:min(len(ids), most)] {
		texts = append(texts, string(id))
	}
	if more := len(ids) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(texts, " or ")
}

// alike lists the attendees with its type, name, company and external id, and whether the
// whole list was read for it.
func (n newcomer) alike(ctx context.Context, pages int) (ids []concur.V3AttendeeID, whole bool, _ error) {
	filter := concur.AttendeeFilter{Login: n.login, TypeID: n.body.TypeID}
	if external := n.body.ExternalID; external != nil && !strings.Contains(*external, ",") { // Concur would take it for several.
		filter.ExternalID = strings.TrimSpace(*external)
	}
	offset := ""
	for range pages {
		page, next, err := n.session.ListAttendees(ctx, filter, offset)
		if err != nil {
			return nil, false, err
		}
		for _, a := range page {
			if n.isLike(a) {
				ids = append(ids, a.ID)
			}
		}
		if offset = next; offset == "" {
			return ids, true, nil
		}
	}
	return ids, false, nil
}

// isLike leaves out what Concur may not have taken as it was sent.
func (n newcomer) isLike(a concur.V3Attendee) bool {
	_, missing := compare(concur.AttendeeWrite{
		TypeID: n.body.TypeID, FirstName: n.body.FirstName, LastName: n.body.LastName, Company: n.body.Company, ExternalID: n.body.ExternalID,
	}, a)
	return len(missing) == 0
}
