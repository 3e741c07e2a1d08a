package analysis

// control is the order of the steps of one process: points that a token passes, and where it may go from each.
type control struct {
	next, back [][]int32
	exit       int32
}

func newControl(points int) *control {
	return &control{next: make([][]int32, points), back: make([][]int32, points), exit: int32(points - 1)}
}

func (c *control) join(from, to int32) {
	c.next[from] = append(c.next[from], to)
	c.back[to] = append(c.back[to], from)
}

// close leads what would run for ever to the exit: who watches an endless loop may tire of it, and every point needs an end
// for the order below to be defined.
func (c *control) close() {
	reaches := make([]bool, len(c.next))
	visit := func(start int32) {
		todo := []int32{start}
		for len(todo) > 0 {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if reaches[at] {
				continue
			}
			reaches[at] = true
			todo = append(todo, c.back[at]...)
		}
	}
	visit(c.exit)
	for at := len(c.next) - 1; at >= 0; at-- {
		if !reaches[at] {
			c.join(int32(at), c.exit)
			visit(int32(at))
		}
	}
}

// after gives for each point the nearest one that every way from it to the exit passes: its immediate post-dominator, by the
// iteration of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm", 2001). The exit's is itself.
func (c *control) after() []int32 {
	order, rank := c.fromExit()
	after := make([]int32, len(c.next))
	for i := range after {
		after[i] = -1
	}
	after[c.exit] = c.exit
	meet := func(a, b int32) int32 {
		for a != b {
			for rank[a] > rank[b] {
				a = after[a]
			}
			for rank[b] > rank[a] {
				b = after[b]
			}
		}
		return a
	}
	for changed := true; changed; {
		changed = false
		for _, at := range order[1:] {
			nearest := int32(-1)
			for _, to := range c.next[at] {
				switch {
				case after[to] < 0:
				case nearest < 0:
					nearest = to
				default:
					nearest = meet(nearest, to)
				}
			}
			if nearest != after[at] {
				after[at], changed = nearest, true
			}
		}
	}
	return after
}

// fromExit is the reverse post-order of the points, walked backwards from the exit, and the place of each in it.
func (c *control) fromExit() (order, rank []int32) {
	type visit struct {
		at   int32
		edge int
	}
	seen := make([]bool, len(c.next))
	seen[c.exit] = true
	stack := []visit{{at: c.exit}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.edge < len(c.back[top.at]) {
			from := c.back[top.at][top.edge]
			top.edge++
			if !seen[from] {
				seen[from] = true
				stack = append(stack, visit{at: from})
			}
			continue
		}
		order = append(order, top.at)
		stack = stack[:len(stack)-1]
	}
	rank = make([]int32, len(c.next))
	for i, j := 0, len(order)-1; i < j; i, j = i+1, j-1 {
		order[i], order[j] = order[j], order[i]
	}
	for i, at := range order {
		rank[at] = int32(i)
	}
	return order, rank
}

// decided calls visit for each point that a choice decides about: one that some ways from the choice pass and others do not.
// first is the step that the way to it begins with (Ferrante, Ottenstein and Warren, 1987: control dependence).
func (c *control) decided(visit func(choice, first, point int32)) {
	after := c.after()
	for at := range c.next {
		if len(c.next[at]) < 2 {
			continue
		}
		for _, first := range c.next[at] {
			for point := first; point != after[at] && point != c.exit && point >= 0; point = after[point] {
				visit(int32(at), first, point)
			}
		}
	}
}
