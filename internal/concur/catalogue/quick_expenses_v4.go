package catalogue

import "net/http"

// quickExpensesV4 is write-only: Concur documents no way to read, change or delete
// what these make.
func quickExpensesV4() []Operation {
	const (
		path  = "/quickexpense/v4/users/{userID}/context/{contextType}/quickexpenses"
		limit = "120 requests in 5 minutes for a person, over both operations. That company.read does for user.read is inferred. "
	)
	row := func(name, path, note string, scopes ...string) Operation {
		return Operation{
			Name: name, API: "Quick Expense v4", Method: http.MethodPost, Path: path, Tokens: either,
			Scopes:   append(allOf(append([]string{"quickexpense.writeonly"}, scopes...)...), []string{"user.read", "company.read"}),
			Contexts: []string{Traveler},
			Safety:   Unsafe, Errors: V4Error, State: Current, Note: limit + note,
		}
	}
	return []Operation{
		row("quick_expense_create", path,
			"That a user token makes them for its own user only is inferred. With e-Bunsho (Japan) it needs receipts.writeonly too."),
		row("quick_expense_create_with_image", path+"/image",
			"An older page says 5 MB where the reference says 50; an OpenAPI description adds GIF to its media types.", "receipts.writeonly"),
	}
}
