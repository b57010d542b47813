package simulator

import (
	"net/http"
	"strings"
)

// listBody is List v4 > List.
type listBody struct {
	ID             string       `json:"id"`
	Value          string       `json:"value"`
	LevelCount     int          `json:"levelCount"`
	SearchCriteria string       `json:"searchCriteria"`
	DisplayFormat  string       `json:"displayFormat"`
	Category       listCategory `json:"category"`
	IsReadOnly     bool         `json:"isReadOnly"`
	IsDeleted      bool         `json:"isDeleted"`
	ManagedBy      *string      `json:"managedBy"`
}

type listCategory struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// listItemBody is List Item v4 > List Item.
type listItemBody struct {
	ID        string           `json:"id"`
	Code      string           `json:"code"`
	ShortCode string           `json:"shortCode"`
	Value     string           `json:"value"`
	ParentID  *string          `json:"parentId"`
	Level     int              `json:"level"`
	IsDeleted bool             `json:"isDeleted"`
	Lists     []listMembership `json:"lists"`
}

type listMembership struct {
	ID          string `json:"id"`
	HasChildren bool   `json:"hasChildren"`
}

func listName(l *valueList) string         { return l.name }
func listCategoryType(l *valueList) string { return l.category }

func printList(l *valueList) listBody {
	return listBody{
		ID: l.id, Value: l.name, LevelCount: l.levels, SearchCriteria: "TEXT", DisplayFormat: "(CODE) TEXT",
		Category: listCategory{l.categoryID, l.category}, IsDeleted: l.deleted,
	}
}

func (st *state) printNode(n *listNode) listItemBody {
	body := listItemBody{
		ID: n.id, Code: n.code(), ShortCode: n.shortCode, Value: n.value, Level: n.level, IsDeleted: n.deleted,
	}
	if n.parent != nil {
		body.ParentID = &n.parent.id
	}
	for _, id := range n.lists {
		body.Lists = append(body.Lists, listMembership{id, st.hasChildren(n)})
	}
	return body
}

// listError is List v4 > Error.
type listError struct {
	Timestamp        string           `json:"timestamp"`
	HTTPStatus       string           `json:"httpStatus"`
	Error            listErrorText    `json:"error"`
	ValidationErrors []listFieldError `json:"validationErrors,omitempty"`
	Path             string           `json:"path"`
}

type listErrorText struct {
	ID      string `json:"id"`
	Message string `json:"message"`
}

type listFieldError struct {
	Source  string `json:"source"`
	Message string `json:"message"`
}

// refuseList answers with the error body of List v4. The ids of refusals that no page
// lists are made of the status (inferred).
func refuseList(c *call, status int, errorID, message string, fields ...listFieldError) reply {
	if errorID == "" {
		errorID = strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", ".")
	}
	return reply{status: status, body: listError{
		Timestamp: c.now.UTC().Format("2006-01-02T15:04:05.000-07:00"), HTTPStatus: statusText(status),
		Error: listErrorText{errorID, message}, ValidationErrors: fields, Path: c.uri,
	}}
}
