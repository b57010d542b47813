package simulator

import (
	"net/http"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

func commentsHandlers() map[string]handler {
	handlers := map[string]handler{}
	for _, form := range []string{"", "_company"} {
		handlers["get_report_comments"+form] = getReportComments
		handlers["get_expense_comments"+form] = getExpenseComments
		handlers["create_report_comment"+form] = onThread(createComment)
		handlers["create_expense_comment"+form] = onThread(createComment)
		handlers["update_latest_report_comment"+form] = onThread(updateLatestComment)
		handlers["update_latest_expense_comment"+form] = onThread(updateLatestComment)
		handlers["delete_latest_report_comment"+form] = onThread(deleteLatestComment)
		handlers["delete_latest_expense_comment"+form] = onThread(deleteLatestComment)
	}
	return handlers
}

// commentDetails is Comments v4 > CommentDetails.
type commentDetails struct {
	Comment              string    `json:"comment"`
	Author               commenter `json:"author"`
	CreatedForEmployee   commenter `json:"createdForEmployee"`
	CreatedForEmployeeID string    `json:"createdForEmployeeId"`
	CreationDate         string    `json:"creationDate"`
	ExpenseID            *string   `json:"expenseId"`
	IsAuditorComment     bool      `json:"isAuditorComment"`
	IsLatest             bool      `json:"isLatest"`
	StepInstanceID       *string   `json:"stepInstanceId"`
}

type commenter struct {
	EmployeeID   string `json:"employeeId"`
	EmployeeUUID string `json:"employeeUuid"`
}

func (st *state) printedComments(comments []*comment, on *expense) []commentDetails {
	rows := make([]commentDetails, 0, len(comments))
	for _, each := range comments {
		author, wroteFor := st.person(each.authorID), st.person(each.authorID)
		if each.forID != "" {
			wroteFor = st.person(each.forID)
		}
		row := commentDetails{
			Comment: each.text, Author: commenter{author.employeeID, author.id},
			CreatedForEmployee: commenter{wroteFor.employeeID, wroteFor.id}, CreatedForEmployeeID: wroteFor.id,
			CreationDate: each.created.UTC().Format("2006-01-02T15:04:05.000Z"), IsLatest: each.latest, StepInstanceID: orNull(each.stepID),
		}
		if on != nil {
			row.ExpenseID = &on.id
		}
		rows = append(rows, row)
	}
	return rows
}

// getReportComments answers both Comments v4 > List comments paths of a report:
// those of the header, and on request those of everything below it.
func getReportComments(st *state, c *call) reply {
	r, refusal := st.readable(c)
	if refusal != nil {
		return *refusal
	}
	everything, refusal := switchV4(c, "includeAllComments")
	if refusal != nil {
		return *refusal
	}
	rows := st.printedComments(r.comments, nil)
	if !everything {
		return ok(rows)
	}
	for _, e := range r.expenses {
		rows = append(rows, st.printedComments(e.comments, e)...)
		for _, item := range e.itemizations {
			rows = append(rows, st.printedComments(item.comments, item)...)
		}
	}
	return ok(rows)
}

// getExpenseComments answers both Comments v4 > List comments paths of an expense.
func getExpenseComments(st *state, c *call) reply {
	_, e, _, refusal := st.readableExpense(c)
	if refusal != nil {
		return *refusal
	}
	return ok(st.printedComments(e.comments, e))
}

// thread is the comments of a header or of an expense as somebody writes on them.
type thread struct {
	report   *report
	on       *expense // nil for the header
	comments *[]*comment
	// author is who writes, and forID whom for, where that is somebody else.
	author, forID string
}

// onThread finds the comments that a write is about. They may be written on in every
// state of the report (inferred), by an approver too.
func onThread(write func(*state, *call, thread) reply) handler {
	return func(st *state, c *call) reply {
		r, refusal := st.commentable(c)
		if refusal != nil {
			return *refusal
		}
		t := thread{report: r, comments: &r.comments, author: r.ownerID}
		if caller := st.caller(c); caller != nil {
			t.author = caller.id
		}
		if c.path["contextType"] == catalogue.Proxy {
			t.forID = r.ownerID
		}
		if _, named := c.path["expenseId"]; named {
			e, _, refusal := expenseAt(c, r)
			if refusal != nil {
				return *refusal
			}
			t.on, t.comments = e, &e.comments
		}
		return write(st, c, t)
	}
}

// commentable is writable for approvers too.
func (st *state) commentable(c *call) (*report, *reply) {
	if c.path["contextType"] == catalogue.Manager {
		return st.readable(c)
	}
	return st.writable(c)
}

// commentText reads the body of a write. That an empty one is refused is inferred.
func commentText(c *call) (string, *reply) {
	var body struct{ Comment string }
	if refusal := decodeV4(c, &body); refusal != nil {
		return "", refusal
	}
	var v validation
	v.required("comment", body.Comment)
	v.atMost("comment", body.Comment, commentLimit)
	if len(v) > 0 {
		refusal := refuseFields(c, v...)
		return "", &refusal
	}
	return body.Comment, nil
}

// createComment answers Comments v4 > Create a comment. What it made has no id, so
// the uri is that of the comments.
func createComment(_ *state, c *call, t thread) reply {
	text, refusal := commentText(c)
	if refusal != nil {
		return *refusal
	}
	*t.comments = addComment(*t.comments, comment{
		text: text, authorID: t.author, forID: t.forID, created: c.now, stepID: t.report.stepID,
	})
	t.report.touch(c)
	return created(createdURI{URI: c.base + c.uri})
}

// latest is where the latest comment of the author is; -1 for none. Each author has
// a latest one of the header, and one of each expense (Comments v4 > isLatest).
func (t thread) latest() int {
	return slices.IndexFunc(*t.comments, func(each *comment) bool { return each.latest && each.authorID == t.author })
}

// updateLatestComment answers Comments v4 > Update the latest comment.
func updateLatestComment(_ *state, c *call, t thread) reply {
	text, refusal := commentText(c)
	if refusal != nil {
		return *refusal
	}
	at := t.latest()
	if at < 0 {
		return refuseV4(c, http.StatusNotFound, "", "There is no comment to update; create one")
	}
	(*t.comments)[at].text = text
	t.report.touch(c)
	return ok(createdURI{URI: c.base + c.uri})
}

// deleteLatestComment answers Comments v4 > Delete the latest comment. The one that
// its author wrote before becomes the latest (inferred).
func deleteLatestComment(_ *state, c *call, t thread) reply {
	at := t.latest()
	if at < 0 {
		return refuseV4(c, http.StatusNotFound, "", "There is no comment to delete")
	}
	*t.comments = slices.Delete(*t.comments, at, at+1)
	for _, earlier := range slices.Backward(*t.comments) {
		if earlier.authorID == t.author {
			earlier.latest = true
			break
		}
	}
	t.report.touch(c)
	return noContent()
}
