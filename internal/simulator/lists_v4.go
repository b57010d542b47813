package simulator

import (
	"net/http"
	"slices"
)

// valueList is a list of the company (List v4 > List).
type valueList struct {
	id       string // UUID, lower case
	name     string
	levels   int
	category string // its type: Normal, Vendor
	// categoryID is the UUID of the category.
	categoryID string
	deleted    bool
}

// listNode is an item of one or several lists (List Item v4 > List Item).
type listNode struct {
	id        string // UUID, lower case
	shortCode string
	value     string
	parent    *listNode // nil at level 1
	level     int
	deleted   bool
	lists     []string // ids
}

func (n *listNode) in(listID string) bool { return slices.Contains(n.lists, listID) }

// code is the long code: those of the parents come before it.
func (n *listNode) code() string {
	if n.parent == nil {
		return n.shortCode
	}
	return n.parent.code() + "-" + n.shortCode
}

func listsHandlers() map[string]handler {
	return map[string]handler{
		"list_list":                  listLists,
		"list_get":                   getList,
		"list_list_by_category":      listListsByCategory,
		"list_item_list":             listFirstLevel,
		"list_item_children":         listChildren,
		"list_item_children_in_list": listChildrenInList,
		"list_item_get":              getListItem,
	}
}

// listLists answers List v4 > Get all lists.
func listLists(st *state, c *call) reply {
	q := &listQuery[*valueList]{c: c}
	q.text("value", listName)
	q.text("category.type", listCategoryType)
	q.flag("isDeleted", func(l *valueList) bool { return l.deleted })
	q.number("levelCount", func(l *valueList) int { return l.levels })
	order := q.order("name", map[string]func(a, b *valueList) int{
		"name": byText(listName), "listcategory": byText(listCategoryType),
		"levelcount": func(a, b *valueList) int { return a.levels - b.levels },
	})
	return listPageOf(q, st.lists, order, printList)
}

// listListsByCategory answers List v4 > Get lists by category. A category without lists
// is one that nobody knows (inferred).
func listListsByCategory(st *state, c *call) reply {
	wanted := dashed(v4ID(c.path["categoryId"]))
	fits := func(l *valueList) bool { return l.categoryID == wanted }
	if !slices.ContainsFunc(st.lists, fits) {
		return refuseList(c, http.StatusNotFound, "category.not.found", "The category does not exist")
	}
	q := &listQuery[*valueList]{c: c}
	q.only(fits)
	return listPageOf(q, st.lists, byText(listName), printList)
}

// getList answers List v4 > Get a list.
func getList(st *state, c *call) reply {
	l, refusal := st.listAt(c)
	if refusal != nil {
		return *refusal
	}
	return ok(printList(l))
}

// listFirstLevel answers List Item v4 > Get the first level items of a list.
func listFirstLevel(st *state, c *call) reply {
	l, refusal := st.listAt(c)
	if refusal != nil {
		return *refusal
	}
	return st.nodes(c, func(n *listNode) bool { return n.parent == nil && n.in(l.id) })
}

// listChildren answers List Item v4 > Get the children of an item.
func listChildren(st *state, c *call) reply {
	parent, refusal := st.listNodeAt(c)
	if refusal != nil {
		return *refusal
	}
	return st.nodes(c, func(n *listNode) bool { return n.parent == parent })
}

// listChildrenInList answers List Item v4 > Get the children of an item in a list.
func listChildrenInList(st *state, c *call) reply {
	l, refusal := st.listAt(c)
	if refusal != nil {
		return *refusal
	}
	parent, refusal := st.listNodeAt(c)
	if refusal != nil {
		return *refusal
	}
	if !parent.in(l.id) {
		return refuseList(c, http.StatusBadRequest, "item.list.id.not.match.parent", "The item is not in the list")
	}
	return st.nodes(c, func(n *listNode) bool { return n.parent == parent && n.in(l.id) })
}

// getListItem answers List Item v4 > Get an item. A deleted one is shown as such
// (inferred).
func getListItem(st *state, c *call) reply {
	n, refusal := st.listNodeAt(c)
	if refusal != nil {
		return *refusal
	}
	return ok(st.printNode(n))
}

// nodes answers with those of some items that the filters of the query leave.
func (st *state) nodes(c *call, among func(*listNode) bool) reply {
	value, code := func(n *listNode) string { return n.value }, func(n *listNode) string { return n.shortCode }
	q := &listQuery[*listNode]{c: c}
	q.only(among)
	q.text("value", value)
	q.text("shortCode", code)
	q.text("shortCodeOrValue", value, code)
	q.flag("isDeleted", func(n *listNode) bool { return n.deleted })
	q.flag("hasChildren", st.hasChildren)
	order := q.order("value", map[string]func(a, b *listNode) int{"value": byText(value), "shortCode": byText(code)})
	return listPageOf(q, st.listNodes, order, st.printNode)
}

// hasChildren reports whether an item has any in whatever list.
func (st *state) hasChildren(n *listNode) bool {
	return slices.ContainsFunc(st.listNodes, func(other *listNode) bool { return other.parent == n })
}

// listAt finds the list of a path. A deleted one is refused with 404 (inferred; the
// page names the id of the error and not its status).
func (st *state) listAt(c *call) (*valueList, *reply) {
	wanted := dashed(v4ID(c.path["listId"]))
	for _, l := range st.lists {
		switch {
		case l.id != wanted:
		case l.deleted:
			refusal := refuseList(c, http.StatusNotFound, "list.deleted", "The list is deleted")
			return nil, &refusal
		default:
			return l, nil
		}
	}
	refusal := refuseList(c, http.StatusNotFound, "list.not.found", "The list does not exist")
	return nil, &refusal
}

func (st *state) listNodeAt(c *call) (*listNode, *reply) {
	wanted := dashed(v4ID(c.path["itemId"]))
	for _, n := range st.listNodes {
		if n.id == wanted {
			return n, nil
		}
	}
	refusal := refuseList(c, http.StatusNotFound, "item.not.found", "The item does not exist")
	return nil, &refusal
}
