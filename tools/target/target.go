// Package target reads what a write is about, so that a person can be asked about it in
// words, a rule can look at it, and a change of it since then is seen.
//
// It reads and never writes, and it decides nothing.
package target

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// Target is what a write is about. What is not known is empty.
type Target struct {
	// Kind is report, attendee, cash advance, payment batch, quick expense or receipt image.
	Kind, ID string
	// Name is what people call it.
	Name string
	// OwnerID and Owner are whose it is; Own says that it is the caller's.
	OwnerID    concur.UserID
	Owner      string
	OwnerLogin string
	Own        bool
	// Total is what a report claims, or the amount of anything else.
	Total *render.Money
	// Count is how many expenses a report has; nil if it could not be read.
	Count *int
	// Status is the approval status in words.
	Status string
	// PolicyID and Policy are those of a report.
	PolicyID concur.PolicyID
	Policy   string
	// Blocking are the exceptions that keep a report from being submitted, in words;
	// Checked says that they could be read.
	Blocking []string
	Checked  bool
	// Part is what of the target is meant, such as one expense of a report, in words.
	Part string
	// PartAmount is the amount of that part.
	PartAmount *render.Money
	// Version changes when anything changes that a person may have decided by. It is empty
	// where there is nothing yet that could change, and in what was read in brief.
	Version string
}

// named are the arguments that name what a write is about. All tools call them the same.
type named struct {
	ReportID      string `json:"report_id"`
	ExpenseID     string `json:"expense_id"`
	ItemizationID string `json:"itemization_id"`
	AttendeeID    string `json:"attendee_id"`
	AdvanceID     string `json:"cash_advance_id"`
	BatchID       string `json:"batch_id"`
	ID            string `json:"id"`
	User          string `json:"user"`
}

// Operations lists what a look at a report may ask Concur for. What else is looked at is
// read by the tools that write it, too.
func Operations() []string {
	return []string{
		"get_report", "list_expenses", "list_entries", "get_report_exceptions", "get_report_exceptions_company",
		"get_reports_to_approve", "get_expense", "get_entry", "get_itemization", "identity_get_user",
	}
}

// Depth is how much of a target is read.
type Depth int

const (
	// Brief is what a record or a rule needs: one request for most targets.
	Brief Depth = iota
	// Whole is all that a person may decide by, and what the version is made of.
	Whole
)

// Look reads what a write is about. args are those of the tool, checked by it before. The
// zero Target is of a write that makes something new from nothing.
func Look(ctx context.Context, session *concur.Session, w concur.Write, args json.RawMessage, depth Depth) (Target, error) {
	var n named
	// Members of other types are not names of anything.
	_ = json.Unmarshal(args, &n)
	l := look{session: session, write: w, named: n, depth: depth}
	if err := l.subject(ctx); err != nil {
		return Target{}, err
	}
	t, err := l.read(ctx)
	if err == nil && depth == Whole && len(l.seen) > 0 {
		t.Version = digest(l.seen)
	}
	return t, err
}

// Named is what the arguments of a tool name, without reading anything.
func Named(args json.RawMessage) Target {
	var n struct {
		named
		Name string `json:"name"`
	}
	// Members of other types are not names of anything.
	_ = json.Unmarshal(args, &n)
	for _, kind := range []struct{ name, id string }{
		{"report", n.ReportID}, {"attendee", n.AttendeeID}, {"cash advance", n.AdvanceID}, {"payment batch", n.BatchID},
	} {
		if kind.id != "" {
			return Target{Kind: kind.name, ID: kind.id}
		}
	}
	if n.Name != "" {
		return Target{Kind: "new", Name: n.Name}
	}
	return Target{}
}

// look is one reading of a target. What it saw makes the version.
type look struct {
	session *concur.Session
	write   concur.Write
	named   named
	depth   Depth
	on      concur.Subject
	seen    []any
}

// subject finds out as whom the target is read: as the write goes, or as the owner that
// was named.
func (l *look) subject(ctx context.Context) (err error) {
	switch {
	case l.write.Role != "" && l.write.Person != "":
		l.on = concur.Subject{User: l.write.Person, Role: concur.RoleOf(l.write.Role)}
	case l.named.User != "":
		l.on, err = l.session.OnOwner(ctx, concur.Ref(l.named.User), "get_report")
	case l.write.Person != l.write.Self:
		l.on = concur.Subject{User: l.write.Person, Role: concur.RoleTraveler}
	}
	return err
}

// read finds the kind of target by the operation, whose names are those of the catalogue.
func (l *look) read(ctx context.Context) (Target, error) {
	n := l.named
	switch l.write.Operation.Name {
	case "update_attendee", "delete_attendee":
		return l.attendee(ctx, n.AttendeeID)
	case "cash_advance_issue":
		return l.advance(ctx, n.AdvanceID)
	case "payment_batch_close", "payment_batch_close_async":
		return l.batch(ctx)
	case "update_quick_expense", "delete_quick_expense":
		return l.quickExpense(ctx, n.ID)
	case "delete_receipt_image", "append_receipt_image":
		return Target{Kind: "receipt image", ID: l.write.Parameters["id"]}, nil
	case "delete_entry":
		return l.entry(ctx, l.write.Parameters["id"]) // The call may name it by the id of v4.
	case "update_report_v3":
		return l.report(ctx, n.ID)
	default:
		if n.ReportID == "" {
			return Target{}, nil
		}
		return l.report(ctx, n.ReportID)
	}
}

// saw adds to what the version is made of.
func (l *look) saw(what any) { l.seen = append(l.seen, what) }

func digest(seen []any) string {
	// What was decoded from JSON can be encoded.
	encoded, _ := json.Marshal(seen)
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:])
}
