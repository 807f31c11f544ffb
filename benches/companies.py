#!/usr/bin/env python3
"""Writes made-up companies to screen against, and names to screen. The same arguments give the same bytes.

    benches/companies.py FOLDER COUNT [STOCK]

STOCK is how a firm gets the word of its own:
  pinyin   two or three syllables, the popular ones far more often (Zipf), now and then an English word; the default
  few      one of 24 English words and one of 400 compounds, so that every word is common: the hard case for an index
Files: entities.jsonl ({"id", "names"} a line), ordinary.txt (names that stand on no list, one in ten a variant of one
that does), variants.txt (six in ten are variants), worst.txt (names made to be slow).
"""

import json
import pathlib
import random
import sys

SYLLABLES = """hua xin da tai long sheng feng hong jin yuan fu hai dong tian an ming cheng de xing rui jia li he kang bao
chang zhong guang yang tong shun wei lian guo hui ya jian yi min ze qi hao yu kai jun run zhi bo lin ning bang chuang
ke lan mei nan ou ping qing rong san shan shi shuang si su tang tu wan wang wen wu xi xia xian xiang xiao xu xuan yan
ye ying yong you yun zhan zhang zhen zheng zhou zhu zhuo zi zong zuo ba bei bi bin cai can chao chen chi chun cui dan
deng di dian ding dou duo en er fa fan fang fei gan gang gao ge gong gu guan gui hang heng hu huan huang ji jiang jiao
jie jing jiu ju kuan kun lai lang le lei liang liao ling liu lu luo ma man mao meng mi mian miao mo mu na nian nuo pan
peng pu qian qiang qin qiu qu quan ran ren ri ru sen sha shang shao shen shou shu shui song sui tao teng tie ting wa
xie xue yin zan zao zeng zhao""".split()
ENGLISH = """Golden Bright Harbour Jade River Silver Orchid Pine Summit Delta Falcon Lotus Amber North Cedar Dragon
Phoenix Sunrise Pacific Global United Star Royal Prime Evergreen Victory Fortune Unity Smart Future Nova Apex Pioneer
Crystal Diamond Eagle Lion Tiger Pearl Coral Maple""".split()
SECOND = "Star Peak Field Stone Bridge Light Wave Crown Ridge Gate Feng Hua Xin Tai Sheng Long Chang Hong Yuan Da".split()
CITIES = """Shanghai Shenzhen Guangzhou Suzhou Ningbo Hangzhou Beijing Qingdao Dongguan Xiamen Wuxi Tianjin Foshan
Wenzhou Nanjing Chengdu Wuhan Dalian Jinan Changzhou Nantong Jiaxing Zhongshan Yantai Weifang Shaoxing Taizhou Zhengzhou
Xi'an Chongqing Hefei Fuzhou Quanzhou Shenyang Changsha Kunming Huizhou Zhuhai Jinhua Shijiazhuang Weihai Linyi Zibo
Baoding Urumqi Tangshan Nanchang Harbin Changchun Yancheng""".split()
PROVINCES = "Zhejiang Jiangsu Guangdong Shandong Fujian Hebei Henan Anhui Hubei Sichuan Hunan Xinjiang".split()
TRADES = """Textile|Trading|Electronics|Machinery|Chemical|Technology|Import & Export|Plastic Products|Garment|Packaging|
Metal Products|New Materials|Electric|Furniture|Auto Parts|Food|Industrial|Hardware|Optoelectronics|Biotechnology|
Medical Instrument|Chemical Fiber|Printing|Logistics|Aluminum|Silicon Industry|Solar Energy|Rubber|Paper|Toys|Shoes|
Cotton|Knitting|Steel|Mining|Energy|Pharmaceutical|Lighting|Glass|Semiconductor|Agricultural Development|Ceramics|
Environmental Protection|Information Technology|Equipment Manufacturing|Cable|Battery|Carbon|Foods|Decoration""".replace("\n", "").split("|")
FORMS = [("Co., Ltd.", 60), ("Co., Ltd", 14), ("Company Limited", 6), ("Group Co., Ltd.", 6), ("Limited", 4), ("Inc.", 2),
         ("GmbH", 2), ("Corporation", 2), ("Factory", 2), ("Pvt Ltd", 1), ("LLC", 1)]


class Stock:
    """A source of names; words are drawn with weights that fall as one over the rank."""

    def __init__(self, seed, kind):
        self.rng = random.Random(seed)
        self.kind = kind
        self.drawn = {}

    def zipf(self, words):
        weights = self.drawn.get(id(words))
        if weights is None:
            total, weights = 0.0, []
            for rank in range(len(words)):
                total += 1.0 / (rank + 3)
                weights.append(total)
            self.drawn[id(words)] = weights
        return self.rng.choices(words, cum_weights=weights)[0]

    def form(self):
        return self.rng.choices([form for form, _ in FORMS], [weight for _, weight in FORMS])[0]

    def brand(self):
        rng = self.rng
        if self.kind == "few":
            return f"{rng.choice(ENGLISH[:24])} {rng.choice(SECOND)}{rng.choice(SECOND).lower()}"
        if rng.random() < 0.12:
            first = self.zipf(ENGLISH)
            return first if rng.random() < 0.4 else f"{first} {self.zipf(ENGLISH)}"
        parts = [self.zipf(SYLLABLES) for _ in range(2 if rng.random() < 0.8 else 3)]
        if rng.random() < 0.06:
            return " ".join(part.capitalize() for part in parts)
        return "".join(parts).capitalize()

    def company(self):
        rng = self.rng
        words = [self.brand(), self.zipf(TRADES)]
        if rng.random() < 0.35:
            words.append(self.zipf(TRADES))
        place = self.zipf(CITIES) if rng.random() < 0.8 else self.zipf(PROVINCES)
        chance = rng.random()
        if chance < 0.7:
            words.insert(0, place)
        elif chance < 0.85:
            words.insert(1, f"({place})")
        return " ".join(words + [self.form()])

    def variant(self, name):
        """The same firm, written as people write it."""
        rng = self.rng
        words = name.split()
        way = rng.randrange(8)
        if way == 0:
            return name.upper().replace(",", "").replace(".", "")
        if way == 1:
            return " ".join(words[:-2]) if len(words) > 4 else name.lower()
        if way == 2 and len(words) > 3:
            return " ".join(words[1:] + [f"({words[0].strip('()')})"])
        if way == 3:
            return "".join(words)
        if way == 4:
            at = max(range(len(words)), key=lambda at: len(words[at]))
            cut = rng.randrange(1, max(2, len(words[at]) - 1))
            words[at] = words[at][:cut] + words[at][cut + 1:]
            return " ".join(words)
        if way == 5:
            at = max(range(len(words)), key=lambda at: len(words[at]))
            cut = rng.randrange(1, max(2, len(words[at]) - 1))
            words[at] = f"{words[at][:cut]} {words[at][cut:]}"
            return " ".join(words)
        if way == 6:
            return f"{name} {rng.choice(CITIES)} Branch"
        return name.replace("Co., Ltd.", "Company Limited").replace("Technology", "Tech").replace("&", "and")

    def look_alike(self, name):
        """Another firm of the same place and trade."""
        words = name.split()
        at = min(1, len(words) - 1)
        words[at] = self.brand()
        return " ".join(words)


def queries(stock, entities, count, variants):
    for _ in range(count):
        chance = stock.rng.random()
        listed = entities[stock.rng.randrange(len(entities))]
        if chance < variants:
            yield stock.variant(listed)
        elif chance < variants + 0.05:
            yield stock.look_alike(listed)
        else:
            yield stock.company()


def worst(entities):
    """Names made to be slow: only common words, one common word, very long, repeated, glued."""
    common = ["Golden", "Trading", "Shanghai Textile", "Co., Ltd.", "Hua Xin Da Tai Long Sheng Feng Hong Jin Yuan"]
    yield from common
    yield " ".join(ENGLISH)
    yield " ".join(SYLLABLES)
    yield " ".join(CITIES + TRADES)
    yield "Golden " * 1400
    yield "".join(SYLLABLES) * 15
    yield "x" * 10_000
    yield "a b " * 2500
    yield " ".join(entities[:250])
    yield "新疆纺织贸易有限公司" * 300


def write(folder, count, kind="pinyin"):
    stock = Stock(20261124, kind)
    folder.mkdir(parents=True, exist_ok=True)
    entities = [stock.company() for _ in range(count)]
    with open(folder / "entities.jsonl", "w", encoding="utf-8") as out:
        for number, name in enumerate(entities):
            out.write(json.dumps({"id": f"e{number:06}", "names": [name]}, ensure_ascii=False) + "\n")
    for file, total, variants in (("ordinary.txt", 100_000, 0.1), ("variants.txt", 50_000, 0.6)):
        text = "".join(name + "\n" for name in queries(stock, entities, total, variants))
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "worst.txt").write_text("".join(name.strip() + "\n" for name in worst(entities)), encoding="utf-8")


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:4])
